/** Sizes that the suites share, so that their figures can be held against each other. */
export const KIB = 1_024;
export const PARTITIONS = 6;
/** What `posts` has on a laptop. */
export const POSTS_PARTITIONS = 3;
export const POSTS = 'posts';

/** As many records as make about the same bytes; small ones do not get more than asked for. */
export const recordsOfSize = (records: number, bytes: number): number =>
  Math.max(1_000, Math.round(records * Math.min(1, KIB / bytes)));

export const count = (value: number): string => value.toLocaleString('en-US');
export const sizeOf = (bytes: number): string => (bytes < KIB ? `${bytes} B` : `${bytes / KIB} KB`);

/** 1,000 records, of large ones fewer: five batches must fit into a producer's queue, and one into a broker's request. */
export const batchOf = (bytes: number): number => (bytes <= KIB ? 1_000 : 100);
