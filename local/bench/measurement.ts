/** One run of one contender. */
export interface Measurement {
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  readonly peakMebibytes: number;
  /** Records in a produce request, where the contender tells. */
  readonly recordsPerRequest?: number;
}

export interface Contender {
  readonly name: string;
  readonly run: () => Promise<Measurement>;
}
