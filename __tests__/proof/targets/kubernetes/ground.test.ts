import type { BrokerView } from '../../../../proof/plain/broker-views';
import { ClusterViews } from '../../../../proof/targets/kubernetes/cluster-views';
import { KubernetesGround } from '../../../../proof/targets/kubernetes/ground';
import type { KafkaPod, KafkaPods } from '../../../../proof/targets/kubernetes/kafka-pods';
import type { Kubectl } from '../../../../proof/targets/kubernetes/kubectl';
import type { Probe } from '../../../../proof/targets/kubernetes/probe';
import { ClusterMachines } from '../../../../proof/targets/kubernetes/machines';
import { reasons } from '../../../../proof/targets/kubernetes/unavailable';

const brokers = [1, 2, 3];
const podOf = (id: number, changes: Partial<KafkaPod> = {}): KafkaPod => ({
  id,
  pod: `millrace-brokers-${id}`,
  uid: `uid-${id}`,
  node: `node${id}`,
  isBroker: true,
  isController: false,
  ready: true,
  ...changes,
});
const view = (broker: number, changes: Partial<BrokerView> = {}, leader = 1, isr = brokers): BrokerView => ({
  broker,
  knows: brokers,
  partitions: [{ topic: 'ledger.direct', partition: 0, leader, replicas: brokers, isr }],
  ...changes,
});
const voters = (lag: number) => brokers.map((id) => ({ id, logEndOffset: id === 2 ? 100 - lag : 100, lastFetchAt: 0 }));
const whole = { leader: 1, epoch: 1, highWatermark: 100, voters: voters(0) };

/** A cluster that is seen in another state at each look; the last stays. */
function cluster(states: readonly { views?: (BrokerView | null)[]; pods?: KafkaPod[]; quorum?: object }[]) {
  let looks = 0;
  const now = () => states[Math.min(looks, states.length - 1)] ?? {};
  const pods = {
    list: () => {
      looks += 1;
      return Promise.resolve(now().pods ?? brokers.map((id) => podOf(id)));
    },
  } as unknown as KafkaPods;
  const probe = {
    ask: (what: string) =>
      Promise.resolve(what === 'quorum' ? (now().quorum ?? whole) : (now().views ?? brokers.map((id) => view(id)))),
  } as unknown as Probe;
  return { views: new ClusterViews(probe, pods, brokers), looks: () => looks };
}

describe('a cluster', () => {
  const sound = {};
  it.each([
    ['a pod that is not ready', { pods: [podOf(1), podOf(2, { ready: false }), podOf(3)] }],
    ['a broker that does not answer', { views: [view(1), null, view(3)] }],
    ['a broker that another does not see', { views: [view(1), view(2, { knows: [1, 2] }), view(3)] }],
    ['a replica that one broker sees out of sync', { views: [view(1), view(2), view(3, {}, 1, [1, 2])] }],
    ['a controller that lags', { quorum: { ...whole, voters: voters(9) } }],
  ])('is not whole with %s', async (_, state) => {
    const { views, looks } = cluster([sound, state, state, sound]);
    await views.untilWhole();
    // The first look counts from one.
    expect(looks()).toBe(3);
  });

  it('is whole when all say so', async () => {
    const { views, looks } = cluster([sound]);
    await views.untilWhole();
    expect(looks()).toBe(1);
  });
});

describe('the ground', () => {
  const ran: string[][] = [];
  const kubectl = {
    run: (args: string[]) => Promise.resolve(void ran.push(args)),
    must: (args: string[]) => Promise.resolve(void ran.push(args)),
    delete: (kind: string, names: string[], flags: string[] = []) =>
      Promise.resolve(void ran.push(['delete', kind, ...names, ...flags])),
    find: () => Promise.resolve({ spec: { nodeName: 'node1' } }),
  } as unknown as Kubectl;
  const pods = {
    find: (id: number) => Promise.resolve(podOf(id)),
    brokers: () => Promise.resolve(brokers.map((id) => podOf(id))),
    untilGone: () => Promise.resolve(),
  } as unknown as KafkaPods;
  const machines = new ClusterMachines(kubectl, pods, undefined);
  const ground = new KubernetesGround({
    kubectl,
    pods,
    machines,
    views: cluster([{}]).views,
    zones: new Map(brokers.map((id) => [id, `zone-${id}`])),
    controllers: [],
    topic: 'ledger.direct',
    partitions: 1,
    sessionTimeoutMs: 9_000,
  });
  beforeEach(() => void ran.splice(0));

  it('kills with a signal first, and with the least grace then; stops with the whole of it', async () => {
    await ground.kill(2);
    expect(ran).toEqual([
      ['exec', 'millrace-brokers-2', '--', 'sh', '-c', 'kill -9 -1'],
      ['delete', 'pods', 'millrace-brokers-2', '--grace-period=1'],
    ]);
    ran.splice(0);
    await ground.stop(3);
    expect(ran).toEqual([['delete', 'pods', 'millrace-brokers-3']]);
  });

  it('loses no machine that carries the journals, and gives back what it took', async () => {
    await expect(machines.losable()).resolves.toEqual([2, 3]);
    await expect(machines.lose(1)).rejects.toMatchObject({ code: 'PROOF_FAULT_UNAVAILABLE' });
    expect(ran).toEqual([]);
    await expect(machines.lose(2)).resolves.toContain('node2');
    expect(ran.map(([verb, what]) => `${verb} ${what}`)).toEqual([
      'label node',
      'cordon node2',
      'delete pods',
      'delete pods',
    ]);
    ran.splice(0);
    await machines.recover();
    expect(ran).toEqual([
      ['uncordon', 'node2'],
      ['label', 'node', 'node2', 'millrace.dev/ledger-away-'],
    ]);
    ran.splice(0);
    await machines.recover();
    expect(ran).toEqual([]);
  });

  it('says of what it cannot do that it cannot, in words', async () => {
    await expect(ground.freeze()).rejects.toMatchObject({ code: 'PROOF_FAULT_UNAVAILABLE' });
    expect(Object.keys(reasons).sort()).toEqual(['controllers', 'network', 'processes', 'versions', 'volumes']);
  });
});
