import type { Duration, Size } from './units';

/** Share of a volume that what is kept may fill: the write-ahead log, the index and what waits for its deletion need the rest. */
const FILLED = 0.8;

export interface Kept {
  readonly size: Size;
  readonly retention: Duration;
  /** How much smaller the store makes what it is sent. */
  readonly compression: number;
}

/**
 * Bytes a second that a store may take in for as long as it keeps them without outgrowing its volume. Loki and Tempo delete
 * by age only: what is bounded in size is bounded where it comes in.
 */
export const boundedRate = ({ size, retention, compression }: Kept): number =>
  Math.floor((size.toBytes() * FILLED * compression) / retention.toSeconds());
