import type { FaultName } from '../faults/names';
import type { ClusterShape } from './setting';

const EVERYWHERE_NOT: readonly FaultName[] = ['kill-in-turn', 'wipe-two-disks', 'rolling-upgrade', 'zone-away'];
const but =
  (...also: readonly FaultName[]) =>
  (fault: FaultName): boolean =>
    also.includes(fault) || !EVERYWHERE_NOT.includes(fault);

export const three: ClusterShape = {
  name: 'three',
  description: 'three brokers in three zones, controllers too',
  brokers: 3,
  controllers: 'combined',
  version: 'current',
  takes: but(),
};

export const apart: ClusterShape = {
  ...three,
  name: 'apart',
  description: 'three brokers in three zones, three controllers apart',
  controllers: 'apart',
  first: 'kill-in-turn',
  takes: but('kill-in-turn'),
};

export const five: ClusterShape = {
  ...three,
  name: 'five',
  description: 'five brokers, three controllers apart',
  brokers: 5,
  controllers: 'apart',
  first: 'wipe-two-disks',
  takes: but('wipe-two-disks'),
};

export const six: ClusterShape = {
  ...three,
  name: 'six',
  description: 'six brokers, two in each of three zones',
  brokers: 6,
  first: 'zone-away',
  takes: but('zone-away'),
};

/** What a disk holds of the older version's metadata is not what the newer formats: no disk is wiped. */
export const older: ClusterShape = {
  ...three,
  name: 'older',
  description: 'three brokers of the older supported version',
  version: 'older',
  first: 'rolling-upgrade',
  takes: (fault) => fault === 'rolling-upgrade' || (but()(fault) && fault !== 'wipe-disk'),
};
