import type { CopierSpec, ReaderSpec, WriterSpec, HttpWriterSpec } from '../agents/spec';
import type { LineName } from '../ledger/entries';
import type { ProofSetting } from '../settings/setting';
import type { Load } from '../settings/load';
import type { Crew } from './crew';
import type { LedgerTopic, Target } from './target';

/** Topics of each line. `posts` is the producer service's own. */
export const topicOfLine: Record<LineName, string> = {
  client: 'ledger.direct',
  http: 'posts',
  transactional: 'ledger.copied',
};

const GROUP = 'ledger';
const READERS = 2;

export function topicsOf(setting: ProofSetting, { partitions }: Load): LedgerTopic[] {
  const config = {
    'min.insync.replicas': String(setting.minInsyncReplicas),
    'unclean.leader.election.enable': String(setting.uncleanLeaderElection),
    ...setting.topicConfig,
  };
  return setting.lines.map((line) => ({
    name: topicOfLine[line],
    partitions,
    replicationFactor: setting.replicationFactor,
    config,
  }));
}

interface Stage {
  readonly target: Target;
  readonly setting: ProofSetting;
  readonly crew: Crew;
  readonly load: Load;
  /** Of this run alone. */
  readonly id: string;
}

/** Readers first: what is written from here on is read. @param url of the producer service, for the HTTP line */
export async function takePlaces({ target, setting, crew, load, id }: Stage, url: string | undefined): Promise<void> {
  const { kafka } = target;
  const base = (name: string) => ({ name, journal: target.journalPath(name) });
  const reader = (name: string): ReaderSpec => ({
    ...base(name),
    ...setting.reader,
    role: 'reader',
    kafka,
    topics: setting.lines.map((line) => topicOfLine[line]),
    group: `${GROUP}-${id}`,
    processingMs: setting.reader.commit === 'before-processing' ? 20 : 0,
  });
  const copier = (name: string): CopierSpec => ({
    ...base(name),
    role: 'copier',
    kafka,
    from: topicOfLine.client,
    to: topicOfLine.transactional,
    group: `${GROUP}-copier-${id}`,
  });
  const paced = { valueBytes: load.valueBytes, keys: 24 };
  const rate = setting.rate ?? load.rate;
  const writer = (name: string): WriterSpec => ({
    ...base(name),
    ...paced,
    role: 'writer',
    line: 'client',
    kafka,
    topic: topicOfLine.client,
    client: setting.writer,
    rate,
    // A second of them; more only keeps memory busy, when the rate is beyond what can be had.
    unanswered: Math.min(10_000, Math.max(50, rate)),
  });
  const httpWriter =
    (to: string) =>
    (name: string): HttpWriterSpec => ({
      ...base(name),
      ...paced,
      role: 'http-writer',
      line: 'http',
      url: to,
      rate: load.httpRate,
      unanswered: paced.keys,
    });
  await Promise.all(Array.from({ length: READERS }, () => crew.start('reader', reader)));
  await Promise.all([
    ...(setting.lines.includes('transactional') ? [crew.start('copier', copier)] : []),
    ...(setting.lines.includes('client') ? [crew.start('writer', writer)] : []),
    ...(url === undefined ? [] : [crew.start('http-writer', httpWriter(url))]),
  ]);
}
