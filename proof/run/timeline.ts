import type { LineName } from '../ledger/entries';
import { lineNames } from '../ledger/entries';
import type { Timeline } from '../result';
import type { History } from './history';

const EVERY_MS = 250;

/** How often each step was met by one of the times. */
function counted(times: Iterable<number>, beganAt: number, steps: number): number[] {
  const counts = new Array<number>(steps).fill(0);
  for (const at of times) {
    const step = Math.floor((at - beganAt) / EVERY_MS);
    if (step >= 0 && step < steps) counts[step] = (counts[step] ?? 0) + 1;
  }
  return counts;
}

function* acknowledgedAt(history: History, line: LineName): Generator<number> {
  for (const entry of history.writes[line] ?? []) if (entry.kind === 'acknowledged') yield entry.at;
}

function* processedAt({ reads, lineOfTopic }: History, line: LineName): Generator<number> {
  for (const entry of reads) if (entry.kind === 'processed' && lineOfTopic.get(entry.topic) === line) yield entry.at;
}

/** Each step's value is the last that was sampled by its end; between samples nothing is known to have changed. */
function sampled<T>({ samples, beganAt }: History, steps: number, first: T, of: (index: number) => T): T[] {
  let next = 0;
  let value = first;
  return Array.from({ length: steps }, (_, step) => {
    for (; next < samples.length && (samples[next]?.at ?? 0) < beganAt + (step + 1) * EVERY_MS; next += 1)
      value = of(next);
    return value;
  });
}

export function timelineOf(history: History): Timeline {
  const { beganAt, endedAt, samples, lineOfTopic } = history;
  const steps = Math.max(1, Math.ceil((endedAt - beganAt) / EVERY_MS));
  const written = lineNames.filter((line) => history.writes[line] !== undefined && line !== 'transactional');
  const read = lineNames.filter((line) => [...lineOfTopic.values()].includes(line));
  return {
    everyMs: EVERY_MS,
    acknowledged: Object.fromEntries(
      written.map((line) => [line, counted(acknowledgedAt(history, line), beganAt, steps)]),
    ),
    processed: Object.fromEntries(read.map((line) => [line, counted(processedAt(history, line), beganAt, steps)])),
    smallestIsr: sampled(history, steps, null, (index) => samples[index]?.sample.smallestIsr ?? null),
    brokersRunning: sampled(history, steps, 0, (index) => samples[index]?.sample.brokersRunning ?? 0),
  };
}
