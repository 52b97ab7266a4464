/** Processors of the OpenTelemetry Collector, the same on the clusters and in compose. */

/** Before all others: refuses what would not fit, so that who sends keeps it a little longer. */
export const memoryLimiter = { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 } as const;

/** When the Collector saw a line, nobody asks; two readings of one line would differ by it. */
export const unobserved = {
  'transform/unobserved': {
    error_mode: 'ignore',
    log_statements: [{ context: 'log', statements: ['set(observed_time_unix_nano, 0)'] }],
  },
} as const;
