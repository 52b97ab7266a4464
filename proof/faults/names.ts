/** Every fault, in the order in which documents list them. */
export const faultNames = [
  'kill-leader',
  'kill-controller',
  'kill-two',
  'kill-all',
  'kill-in-turn',
  'freeze-leader',
  'wipe-disk',
  'wipe-two-disks',
  'full-disk',
  'cut-off',
  'cut-in',
  'cut-out',
  'slow-network',
  'clock-jump',
  'kill-writer',
  'kill-reader',
  'kill-copier',
  'rolling-restart',
  'rolling-upgrade',
  'zone-away',
] as const;
export type FaultName = (typeof faultNames)[number];
