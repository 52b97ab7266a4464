import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedCluster, QUICK_FAILOVER, reconcileTopics } from '../../../local/kafka';
import { waitUntil } from '../../../local/kafka/wait-until';
import { withAdmin } from '../../../local/kafka/cluster-probe';
import type { AgentSpec, ClientChoice, CopierSpec, ReaderSpec, WriterSpec } from '../../../proof/agents/spec';
import { bundleAgent, startAgent, type RunningAgent } from '../../../proof/agents/start-agent';
import { stampNow } from '../../../proof/ledger/entries';
import type { LineHistory, WriterEnd } from '../../../proof/ledger/history';
import { readJournal, type JournalContent } from '../../../proof/ledger/journal';
import { judgeLine } from '../../../proof/ledger/judge';
import { flawNames, type LineVerdict } from '../../../proof/ledger/verdict';
import { scanTopic } from '../../../proof/plain/scan';

const DIRECT = 'ledger.direct';
const COPIED = 'ledger.copied';
const PLAIN = 'ledger.plain';
const PARTITIONS = 6;
const STOP_LIMIT_MS = 40_000;
/** Of a machine that others use too: it takes 20 s on one that is quiet. */
const HOOK_LIMIT_MS = 400_000;
const millrace: ClientChoice = { kind: 'millrace', acks: 'all', idempotent: true };
const plain: ClientChoice = { kind: 'plain-kafkajs', acks: 'all', idempotent: true };

const flawsOf = (verdict: LineVerdict): Record<string, number> =>
  Object.fromEntries(flawNames.map((name) => [name, verdict[name].count]));
const noFlaws = Object.fromEntries(flawNames.map((name) => [name, 0]));
const until = (what: string, probe: () => boolean | Promise<boolean>, timeoutMs = 90_000): Promise<true> =>
  waitUntil(what, async () => ((await probe()) ? true : undefined), { timeoutMs, everyMs: 20 });

describe('agents on real brokers', () => {
  const dir = mkdtempSync(join(tmpdir(), 'agents-'));
  const running = new Set<RunningAgent>();
  let cluster: EmbeddedCluster;
  let program: string;

  const kafka = (): WriterSpec['kafka'] => ({
    bootstrapServers: cluster.bootstrapServers.join(','),
    security: { protocol: 'PLAINTEXT' },
  });
  const journalOf = (name: string): string => join(dir, `${name}.journal`);
  const journal = (name: string): Promise<JournalContent> => readJournal(journalOf(name));
  const start = async (spec: AgentSpec): Promise<RunningAgent> => {
    const agent = await startAgent(program, spec, dir);
    running.add(agent);
    await agent.ready;
    return agent;
  };
  const writerSpec = (name: string, topic: string, client: ClientChoice): WriterSpec => ({
    role: 'writer',
    name,
    journal: journalOf(name),
    line: 'client',
    keys: 24,
    rate: 400,
    valueBytes: 200,
    unanswered: 500,
    kafka: kafka(),
    topic,
    client,
  });
  const readerSpec = (name: string, topic: string, client: ClientChoice, commit: ReaderSpec['commit']): ReaderSpec => ({
    role: 'reader',
    name,
    journal: journalOf(name),
    kafka: kafka(),
    topics: [topic],
    group: `group-of-${name}`,
    client,
    commit,
    isolation: 'read_committed',
    processingMs: 1,
  });
  /** The reader's group has processed all that is in its topic. */
  const drained = (name: string, topic: string): Promise<true> => {
    const processedAll = async (): Promise<boolean> => {
      const [{ records }, { reads }] = await Promise.all([scanTopic(kafka(), topic, 'read_committed'), journal(name)]);
      const processed = new Set(reads.flatMap((entry) => (entry.kind === 'processed' ? [entry.id] : [])));
      return records.every(({ id }) => processed.has(id));
    };
    return until(`${name} to have processed all of ${topic}`, processedAll);
  };

  beforeAll(async () => {
    [cluster, program] = await Promise.all([
      EmbeddedCluster.start({
        dir: join(dir, 'cluster'),
        env: process.env,
        config: {
          ...QUICK_FAILOVER,
          'default.replication.factor': '3',
          'min.insync.replicas': '2',
          'offsets.topic.replication.factor': '3',
          'offsets.topic.num.partitions': '3',
          'transaction.state.log.replication.factor': '3',
          'transaction.state.log.min.isr': '2',
          'transaction.state.log.num.partitions': '3',
          'group.initial.rebalance.delay.ms': '0',
          'auto.create.topics.enable': 'false',
        },
      }),
      bundleAgent(dir),
    ]);
    const topics = [DIRECT, COPIED, PLAIN].map((name) => ({
      name,
      partitions: PARTITIONS,
      replicationFactor: 3,
      config: {},
    }));
    await reconcileTopics(cluster.bootstrapServers, topics);
  }, HOOK_LIMIT_MS);

  afterAll(async () => {
    await Promise.all([...running].map((agent) => agent.kill()));
    await cluster?.destroy();
    rmSync(dir, { recursive: true, force: true });
  });

  describe('writer, reader and copier that are killed and started again', () => {
    let client: LineVerdict;
    let transactional: LineVerdict;
    let history: LineHistory;
    const killedInFlight: Record<string, number> = {};

    const killAtWork = async (agent: RunningAgent): Promise<void> => {
      await until(`${agent.name} to have work in flight`, () => agent.counts.inFlight > 0);
      killedInFlight[agent.name] = agent.counts.inFlight;
      await agent.kill();
    };

    beforeAll(async () => {
      const specs = {
        writer: writerSpec('writer', DIRECT, millrace),
        reader: readerSpec('reader', DIRECT, millrace, 'after-processing'),
        copier: {
          role: 'copier',
          name: 'copier',
          journal: journalOf('copier'),
          kafka: kafka(),
          from: DIRECT,
          to: COPIED,
          group: 'copier',
        } satisfies CopierSpec,
        copies: readerSpec('copies', COPIED, millrace, 'after-processing'),
      };
      const [reader, copier, copies] = await Promise.all([
        start(specs.reader),
        start(specs.copier),
        start(specs.copies),
      ]);
      const writer = await start(specs.writer);
      await until('a load', () => writer.counts.acknowledged > 600 && reader.counts.processed > 300);
      await until('copies', () => copies.counts.processed > 100);
      await Promise.all([writer, reader, copier].map(killAtWork));
      const ends: WriterEnd[] = [{ name: 'writer', at: stampNow() }];
      const [writer2, reader2, copier2] = await Promise.all([
        start(specs.writer),
        start(specs.reader),
        start(specs.copier),
      ]);
      await until('a load again', () => writer2.counts.acknowledged > 600);
      await writer2.stop(STOP_LIMIT_MS);
      ends.push({ name: 'writer', at: stampNow() });
      await drained('reader', DIRECT);
      const [{ writes }, { reads }, copied] = await Promise.all([
        journal('writer'),
        journal('reader'),
        journal('copies'),
      ]);
      const direct = await scanTopic(kafka(), DIRECT, 'read_committed');
      await until('all of it copied', async () => {
        const { records } = await scanTopic(kafka(), COPIED, 'read_committed');
        return records.length >= direct.records.length;
      });
      await drained('copies', COPIED);
      const end = await scanTopic(kafka(), COPIED, 'read_committed');
      await Promise.all([reader2, copier2, copies].map((agent) => agent.stop(STOP_LIMIT_MS)));
      history = { line: 'client', topic: DIRECT, writes, reads, stored: direct.records, writerEnds: ends };
      client = judgeLine(history);
      transactional = judgeLine({
        ...history,
        line: 'transactional',
        topic: COPIED,
        placesAreOfTopic: false,
        reads: (await journal('copies')).reads,
        stored: end.records,
      });
      expect(copied.torn).toBe(0);
      process.stderr.write(
        `killed with in flight ${JSON.stringify(killedInFlight)}\n${JSON.stringify(client)}\n${JSON.stringify(transactional)}\n`,
      );
    }, HOOK_LIMIT_MS);

    it('was killed with work in flight, and wrote on after that', () => {
      expect(Object.keys(killedInFlight).sort()).toEqual(['copier', 'reader', 'writer']);
      expect(client.acknowledged).toBeGreaterThan(1_200);
      expect(client.unanswered).toBeGreaterThan(0);
      expect(client.refused).toBe(0);
    });

    it('loses, doubles and mixes up nothing, and every message was processed', () => {
      expect(flawsOf(client)).toEqual(noFlaws);
      expect(client.processed).toBe(client.stored);
    });

    it('copies each message once, also past a copier that was killed', () => {
      expect(flawsOf(transactional)).toEqual(noFlaws);
      expect(transactional.stored).toBe(client.stored);
    });

    it('finds what is taken out of what is stored, or put in twice', () => {
      const stored = [...history.stored];
      const acknowledged = [...history.writes].find(({ kind }) => kind === 'acknowledged');
      const lost = stored.filter(({ id }) => id !== acknowledged?.id);
      expect(judgeLine({ ...history, stored: lost }).lost.ids).toEqual([acknowledged?.id]);
      const again = { ...stored[0]!, offset: 1_000_000 };
      expect(judgeLine({ ...history, stored: [...stored, again] }).duplicated.ids).toEqual([again.id]);
    });

    it('left no group of a scan behind', async () => {
      const groups = await withAdmin(cluster.bootstrapServers, (admin) => admin.listGroups());
      const names = groups.groups.map(({ groupId }) => groupId).sort();
      expect(names).toEqual(['copier', 'group-of-copies', 'group-of-reader']);
    });
  });

  it(
    'KafkaJS that commits before it processes loses what it had handed on when it is killed',
    async () => {
      const spec = { ...readerSpec('hasty', PLAIN, plain, 'before-processing'), processingMs: 20 };
      const hasty = await start(spec);
      const writer = await start(writerSpec('plain-writer', PLAIN, plain));
      // It processes 50 a second of 400: what it has taken over and not processed grows, and is committed.
      await until('a backlog', () => writer.counts.acknowledged > 1_000 && hasty.counts.processed > 50);
      await writer.stop(STOP_LIMIT_MS);
      await until('commits', async () => {
        const [offsets] = await withAdmin(cluster.bootstrapServers, (admin) =>
          admin.fetchOffsets({ groupId: spec.group, topics: [PLAIN] }),
        );
        const committed = (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
        return committed > hasty.counts.processed + 200;
      });
      await hasty.kill();
      const again = await start({ ...spec, processingMs: 0 });
      const { records } = await scanTopic(kafka(), PLAIN, 'read_committed');
      await until('the group to be at the end', async () => {
        const [offsets] = await withAdmin(cluster.bootstrapServers, (admin) =>
          admin.fetchOffsets({ groupId: spec.group, topics: [PLAIN] }),
        );
        return (
          (offsets?.partitions ?? []).reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) >=
          records.length
        );
      });
      await again.stop(STOP_LIMIT_MS);
      const { writes } = await journal('plain-writer');
      const { reads } = await journal('hasty');
      const verdict = judgeLine({ line: 'client', topic: PLAIN, writes, reads, stored: records });
      expect(verdict.unprocessed.count).toBeGreaterThan(100);
      expect(flawsOf(verdict)).toEqual({ ...noFlaws, unprocessed: verdict.unprocessed.count });
    },
    HOOK_LIMIT_MS,
  );
});
