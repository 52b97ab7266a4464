/** What can be measured of a run. `better` decides how a ratio is read. */
interface Figure {
  readonly title: string;
  readonly digits: number;
  readonly better: 'more' | 'less';
}

const milliseconds = (title: string): Figure => ({ title, digits: 1, better: 'less' });

export const figures = {
  recordsPerSecond: { title: 'records/s', digits: 0, better: 'more' },
  transactionsPerSecond: { title: 'transactions/s', digits: 0, better: 'more' },
  p50Ms: milliseconds('p50 ms'),
  p99Ms: milliseconds('p99 ms'),
  p999Ms: milliseconds('p99.9 ms'),
  maxMs: milliseconds('max ms'),
  /** From the answer over HTTP until the record was processed; 0 when it was processed first. */
  afterAnswerP50Ms: milliseconds('answer to processed, p50 ms'),
  afterAnswerP99Ms: milliseconds('p99 ms'),
  /** From the intended time of the request until the record was processed. */
  processedP50Ms: milliseconds('request to processed, p50 ms'),
  processedP99Ms: milliseconds('p99 ms'),
  processedP999Ms: milliseconds('p99.9 ms'),
  /** Sends without an answer, those not begun yet among them, in the middle tenth of the time and in the last. */
  queueMiddle: { title: 'unanswered, middle', digits: 0, better: 'less' },
  queueEnd: { title: 'unanswered, end', digits: 0, better: 'less' },
  /** Sends that ended in an error, or in none when the waiting was over. */
  failed: { title: 'failed', digits: 0, better: 'less' },
  recordsPerRequest: { title: 'records/request', digits: 0, better: 'more' },
  cpuSecondsPerMillion: { title: 'CPU s / million', digits: 1, better: 'less' },
  peakMebibytes: { title: 'peak MiB', digits: 0, better: 'less' },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;
export const figureNames = Object.keys(figures) as FigureName[];

/** One run of one contender. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;
