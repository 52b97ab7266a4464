/** What happens on the platform at one moment of the time that is drawn. */
export interface Phase {
  readonly postsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly consumer: 'reads' | 'stopped';
  /** Records a second that nobody can read. */
  readonly poisonPerSecond: number;
}

const isWithin = (share: number, from: number, to: number): boolean => share >= from && share < to;

/** Swells and ebbs, so that lines are not flat. */
const wave = (share: number, mean: number): number => Math.round(mean * (1 + 0.4 * Math.sin(share * 6 * Math.PI)));

/**
 * A consumer that stands still for a fifth of the time, poison after it has caught up, and a calm end.
 * @param share of the time, 0 at its beginning
 */
export const phaseAt = (share: number): Phase => ({
  postsPerSecond: wave(share, 30),
  requestsPerSecond: wave(share + 0.1, 10),
  consumer: isWithin(share, 0.25, 0.45) ? 'stopped' : 'reads',
  poisonPerSecond: isWithin(share, 0.65, 0.72) ? 2 : 0,
});
