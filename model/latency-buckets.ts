/**
 * Buckets of the services' histogram of end-to-end time, in seconds. An objective can only hold what a bucket counts;
 * a test holds them equal to those of `services/shared/metrics.ts`, which knows nothing of the model.
 */
export const endToEndSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] as const;
