/** What is drawn: seconds since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
  /** Seconds between two points. */
  readonly step: number;
}

/** A panel is some 450 pixels wide: more points say nothing more. */
const POINTS = 180;

/**
 * As many points as can be told apart, but no more than were scraped.
 * @param scrape seconds between two scrapes
 */
export function timeSpan(to: number, length: number, scrape: number): TimeSpan {
  const step = Math.max(scrape, Math.ceil(length / POINTS / scrape) * scrape);
  const end = Math.floor(to / step) * step;
  return { from: end - Math.floor(length / step) * step, to: end, step };
}
