import type { EmbeddedCluster } from '../../../local/kafka';
import { LaneProducer } from '../../../services/shared/kafka/kafkajs/lane-producer';
import { Partitioners } from 'kafkajs';
import { Ledger, type Verdict } from './ledger';
import {
  connectionTo,
  createTopic,
  logger,
  plainKafka,
  readAll,
  SESSION_TIMEOUT_MS,
  startCluster,
  until,
} from './support';

const PARTITIONS = 6;
const LOOPS = 8;
const MIN_KILLS = 3;
const MAX_KILLS = 7;
const ENOUGH_RECORDS = 1_500;

const flaws = ({ lost, duplicated, misordered }: Verdict): number => lost + duplicated + misordered;

describe('brokers that die under load', () => {
  let cluster: EmbeddedCluster;
  const plainLedger = new Ledger();
  const lanesLedger = new Ledger();
  let plain: Verdict;
  let lanes: Verdict;
  let kills = 0;
  let producerIds = 0;

  /** The same load by both clients at the same time, so that both see the same kills at the same moments. */
  beforeAll(async () => {
    cluster = await startCluster();
    await createTopic(cluster, 'plain', PARTITIONS);
    await createTopic(cluster, 'lanes', PARTITIONS);
    const kafkaJs = plainKafka(cluster).producer({
      idempotent: true,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 30, maxRetryTime: 500 },
    });
    await kafkaJs.connect();
    const laneProducer = new LaneProducer(connectionTo(cluster), {}, logger);
    plainLedger.start(LOOPS, async (entries) => {
      await kafkaJs.send({ topic: 'plain', messages: [...entries], acks: -1 });
      return entries;
    });
    lanesLedger.start(LOOPS, async (entries) => {
      const results = await Promise.allSettled(entries.map((entry) => laneProducer.send({ topic: 'lanes', ...entry })));
      return entries.filter((_, index) => results[index]?.status === 'fulfilled');
    });
    // Lanes are so much faster that kills by their count alone would meet a plain producer that has hardly begun.
    await until('a plain load worth killing', () => plainLedger.acknowledged.size > 1_000, 60_000);
    for (
      ;
      kills < MIN_KILLS || (kills < MAX_KILLS && flaws(plainLedger.judge(await readAll(cluster, 'plain'))) === 0);
      kills += 1
    )
      await killALeader(kills % PARTITIONS);
    await Promise.all([plainLedger.stop(), lanesLedger.stop()]);
    producerIds = laneProducer.sessionCount;
    await laneProducer.close(10_000);
    await kafkaJs.disconnect().catch(() => undefined);
    plain = plainLedger.judge(await readAll(cluster, 'plain'));
    lanes = lanesLedger.judge(await readAll(cluster, 'lanes'));
    process.stderr.write(
      `${kills} kills: plain ${JSON.stringify(plain)}, lanes ${JSON.stringify(lanes)}, longest stall of a lane's ` +
        `load ${lanesLedger.longestStallMs} ms (plain ${plainLedger.longestStallMs} ms), failed ${lanesLedger.failures} ` +
        `(plain ${plainLedger.failures}), producer ids ${producerIds}\n`,
    );
  }, 280_000);

  afterAll(() => cluster?.destroy());

  async function killALeader(partition: number): Promise<void> {
    await cluster.awaitFullIsr();
    const before = lanesLedger.acknowledged.size;
    await until('a load worth killing', () => lanesLedger.acknowledged.size - before > ENOUGH_RECORDS);
    const leader = cluster.node(await cluster.leaderOf('lanes', partition));
    await leader.kill();
    const atKill = lanesLedger.acknowledged.size;
    // All partitions of the dead broker have new leaders when every loop goes round again.
    await until('writes after the kill', () => lanesLedger.acknowledged.size - atKill > ENOUGH_RECORDS, 60_000);
    await leader.start();
  }

  it('plain KafkaJS loses acknowledged messages when leaders die', () => {
    expect(plain.acknowledged).toBeGreaterThan(1_000);
    expect(flaws(plain)).toBeGreaterThan(0);
  });

  it('lanes lose none, double none and keep the order of each key', () => {
    expect(lanes.acknowledged).toBeGreaterThan(kills * ENOUGH_RECORDS * 2);
    expect(lanes).toEqual({ acknowledged: lanes.acknowledged, lost: 0, duplicated: 0, misordered: 0 });
  });

  // The dead leader may be the active controller as well, whose successor counts from its own beginning; what a leader's
  // death alone costs is in stall.test.ts.
  it('a dead leader stalls the lanes no longer than the brokers take to notice', () => {
    expect(lanesLedger.longestStallMs).toBeLessThan(SESSION_TIMEOUT_MS + 4_500);
    expect(lanesLedger.failures).toBe(0);
  });
});
