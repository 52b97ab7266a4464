/** What a consuming service has done since it started, for its status page. */
export interface ConsumerTotals {
  processed: number;
  /** Attempts that failed. */
  failed: number;
  /** Attempts after the first. */
  retried: number;
  dead_lettered: number;
}

export const newTotals = (): ConsumerTotals => ({ processed: 0, failed: 0, retried: 0, dead_lettered: 0 });
