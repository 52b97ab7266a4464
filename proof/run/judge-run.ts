import { readJournal } from '../ledger/journal';
import { examineLine, type LineExamination } from '../ledger/judge';
import { stampNow, type LineName, type MessageId, type StoredRecord, type WriterEntry } from '../ledger/entries';
import type { ProofResult } from '../result';
import type { Crew } from './crew';
import { drained, readsOf } from './drain';
import { faultFigures } from './fault-figures';
import type { History } from './history';
import { outcomeOf } from './outcome';
import type { Happened, RunOptions } from './run-schedule';
import type { Sampler } from './sampler';
import { topicOfLine } from './stage';
import { timelineOf } from './timeline';

/** A topic that is not the ledger's alone keeps what earlier runs have posted: that was judged then. */
const ownOf =
  (run: string) =>
  ({ id }: { readonly id: MessageId }): boolean =>
    id.startsWith(run);

interface Ended {
  readonly options: RunOptions;
  readonly crew: Crew;
  readonly sampler: Sampler;
  readonly happened: Happened;
  readonly beganAt: number;
  readonly startedAt: Date;
  /** What the names of its agents begin with, and so the ids of its messages. */
  readonly run: string;
  readonly stopWriters: () => Promise<void>;
}

/** Ends the load, waits for the readers, looks at what is stored, and judges. */
export async function judgeRun(ended: Ended): Promise<ProofResult> {
  const { options, crew, sampler } = ended;
  const { setting, target, interrupted } = options;
  await ended.stopWriters();
  const stored = new Map<LineName, readonly StoredRecord[]>();
  const direct = setting.lines.filter((line) => line !== 'transactional');
  const own = ownOf(ended.run);
  for (const line of direct) stored.set(line, (await target.scan(topicOfLine[line])).filter(own));
  await drained(target, crew, setting, stored, interrupted);
  await crew.stop(30_000, 'copier');
  if (setting.lines.includes('transactional'))
    stored.set('transactional', await target.scan(topicOfLine.transactional));
  await crew.stop(30_000, 'reader');
  await sampler.end();
  const history = await historyOf(ended);
  return resultOf(ended, history, examined(ended, history, stored));
}

/** What is left to say when nobody could look at what is stored: a platform that is still broken is one. */
export function unjudged(ended: Ended, error: unknown): ProofResult {
  const { setting } = ended.options;
  const words = error instanceof Error ? error.message : String(error);
  const history: History = {
    beganAt: ended.beganAt,
    endedAt: stampNow(),
    writes: {},
    reads: [],
    lineOfTopic: new Map(setting.lines.map((line) => [topicOfLine[line], line])),
    samples: ended.sampler.samples,
  };
  const happened = { ...ended.happened, troubles: [...ended.happened.troubles, `it could not be judged: ${words}`] };
  return resultOf({ ...ended, happened }, history, []);
}

async function historyOf({ options, crew, sampler, beganAt, run }: Ended): Promise<History> {
  const { setting, target } = options;
  const own = ownOf(run);
  const writes: Partial<Record<LineName, WriterEntry[]>> = {};
  for (const line of setting.lines) {
    const journals = await Promise.all(
      crew.namesOf(line).map(async (name) => readJournal(await target.journalOf(name))),
    );
    if (line !== 'transactional') writes[line] = journals.flatMap((journal) => journal.writes);
  }
  return {
    beganAt,
    endedAt: stampNow(),
    writes,
    reads: (await readsOf(target, crew)).filter((entry) => entry.kind !== 'processed' || own(entry)),
    lineOfTopic: new Map(setting.lines.map((line) => [topicOfLine[line], line])),
    samples: sampler.samples,
  };
}

/**
 * What is there to be copied must be copied, whatever its writer was told of it: for who copies, a stored record is as good
 * as acknowledged.
 */
export function inputOf(writes: readonly WriterEntry[], stored: readonly StoredRecord[]): WriterEntry[] {
  const there = new Set(stored.map(({ id }) => id));
  const answered = new Set(writes.flatMap(({ kind, id }) => (kind === 'attempted' ? [] : [id])));
  const promise = ({ at, id }: WriterEntry): WriterEntry => ({
    kind: 'acknowledged',
    at,
    id,
    partition: -1,
    offset: -1,
  });
  return writes.flatMap((entry) => {
    if (!there.has(entry.id)) return [entry];
    if (entry.kind === 'attempted') return answered.has(entry.id) ? [entry] : [entry, promise(entry)];
    return [entry.kind === 'acknowledged' ? entry : promise(entry)];
  });
}

function examined(
  { options, crew }: Ended,
  history: History,
  stored: ReadonlyMap<LineName, readonly StoredRecord[]>,
): LineExamination[] {
  return options.setting.lines.map((line) => {
    // What is copied was written by the writers of the client line.
    const source = line === 'transactional' ? 'client' : line;
    const writes = history.writes[source] ?? [];
    return examineLine({
      line,
      topic: topicOfLine[line],
      placesAreOfTopic: line !== 'transactional',
      writes: line === 'transactional' ? inputOf(writes, stored.get('client') ?? []) : writes,
      reads: history.reads,
      stored: stored.get(line) ?? [],
      writerEnds: crew.endsOf(source),
    });
  });
}

function resultOf(ended: Ended, history: History, examinations: readonly LineExamination[]): ProofResult {
  const { options, happened, startedAt, beganAt } = ended;
  const { setting, schedule, target, command } = options;
  const timeline = timelineOf(history);
  const faults = faultFigures(history, happened.moments, examinations);
  const lines = examinations.map(({ verdict }) => verdict);
  const brokers = target.ground.brokers.length;
  const troubles = [...new Set([...happened.troubles, ...ended.crew.troubles])];
  const { asked, unrecovered } = happened;
  return {
    format: 'millrace-proof-1',
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(history.endedAt - beganAt),
    command,
    seed: schedule.seed,
    setting: setting.name,
    promise: setting.promise,
    target: target.description,
    kafkaVersions: target.kafkaVersions,
    brokers,
    replicationFactor: setting.replicationFactor,
    minInsyncReplicas: setting.minInsyncReplicas,
    load: { ...options.load, ...(setting.rate === undefined ? {} : { rate: setting.rate }) },
    brokerSettings: target.brokerSettings,
    ...outcomeOf({
      setting,
      brokers,
      sessionTimeoutMs: target.ground.sessionTimeoutMs,
      lines,
      faults,
      asked,
      timeline,
      troubles,
      unrecovered,
    }),
    lines,
    faults,
    timeline,
  };
}
