import { environments } from '../../environments';
import { addOnPods, daemonsOnEachNode } from '../../model/add-on-pods';
import { isOn } from '../../model/environment';
import { busiestNode, busiestNodes } from '../../model/node-load';
import { eksPods, platformPods, telemetryPods } from '../../model/platform-pods';
import { resolve, tryResolve } from '../../model/resolve';
import { Cpu, Size } from '../../model/units';
import { withChanges } from './with-changes';

type Changes = Readonly<Record<string, unknown>>;

const roomy = { 'platform/node': { cpu: Cpu.cores(64), memory: Size.gibibytes(256) } };

function loadOf(changes: Changes) {
  const { platform, kafka, services } = resolve(withChanges(environments.minikube, { ...roomy, ...changes }));
  const load = busiestNode(platform, { ...kafka, brokers: kafka.brokers.length }, services);
  if (load === undefined) throw new Error('a minikube has nodes');
  return [load.asked.cpu.toMillicores(), load.asked.memory.toMebibytes()] as const;
}

const oneNode = { 'platform/zones': ['a'] };
/** No service scales on its lag here. */
const { prometheusAdapter, ...always } = platformPods;
const own = Object.values({ ...always, ...telemetryPods });
const ownCpu = own.reduce((sum, { cpu }) => sum + cpu.toMillicores(), 0);
const ownMemory = own.reduce((sum, { memory }) => sum + memory.toMebibytes(), 0);

describe('the only node of a minikube', () => {
  // Three brokers, three controllers, two of each service, and one that is rolled.
  const others = [3 * 400 + 3 * 250 + 7 * 150, 3 * 1024 + 3 * 512 + 7 * 256] as const;

  it("carries everything: brokers, controllers, services with one more, each of the platform's own pods", () => {
    expect(loadOf(oneNode)).toEqual([others[0] + ownCpu, others[1] + ownMemory]);
  });

  it('carries the metrics adapter when a service scales on its lag', () => {
    const onLag = { 'services/consumer/scaling': { maxReplicas: 2, metric: 'consumer-lag' } };
    expect(loadOf({ ...oneNode, ...onLag })[0]).toBe(others[0] + ownCpu + prometheusAdapter.cpu.toMillicores());
  });

  it('carries no controllers when they are combined, and no Cruise Control when there is none', () => {
    const { cpu, memory } = platformPods.cruiseControl;
    expect(loadOf({ ...oneNode, 'kafka/controllers': 'combined' })).toEqual([
      others[0] + ownCpu - 750,
      others[1] + ownMemory - 1536,
    ]);
    expect(loadOf({ ...oneNode, 'kafka/cruiseControl': false })).toEqual([
      others[0] + ownCpu - cpu.toMillicores(),
      others[1] + ownMemory - memory.toMebibytes(),
    ]);
  });

  it('carries neither store nor what feeds it where there is none', () => {
    const { loki, logAgent, tempo, traceCollector } = telemetryPods;
    const without = (...pods: readonly { readonly cpu: Cpu; readonly memory: Size }[]) => [
      pods.reduce((sum, { cpu }) => sum - cpu.toMillicores(), others[0] + ownCpu),
      pods.reduce((sum, { memory }) => sum - memory.toMebibytes(), others[1] + ownMemory),
    ];
    expect(loadOf({ ...oneNode, 'platform/logs': 'none' })).toEqual(without(loki, logAgent));
    expect(loadOf({ ...oneNode, 'platform/traces': 'none' })).toEqual(without(tempo, traceCollector));
  });

  it('carries all instances that scaling allows, and rolls the largest service', () => {
    const large = { cpu: Cpu.cores(1), memory: Size.gibibytes(1) };
    expect(loadOf({ ...oneNode, 'services/producer/scaling': { maxReplicas: 5 } })[0]).toBe(others[0] + ownCpu + 450);
    expect(loadOf({ ...oneNode, 'services/producer/resources': large })[0]).toBe(others[0] + ownCpu + 3 * 850);
  });
});

describe('the busiest of three nodes', () => {
  it('has its broker, its controller, its node exporter and log agent, and about a third of all else', () => {
    const [cpu, memory] = loadOf({ 'platform/node': environments.minikube.platform.node });
    const third = (others: number, all: number): number => others + (all - others) / 3;
    const daemonCpu = platformPods.nodeExporter.cpu.plus(telemetryPods.logAgent.cpu);
    const daemonMemory = platformPods.nodeExporter.memory.plus(telemetryPods.logAgent.memory);
    const least = {
      cpu: third(650 + daemonCpu.toMillicores(), 650 + ownCpu + 7 * 150),
      memory: third(1536 + daemonMemory.toMebibytes(), 1536 + ownMemory + 7 * 256),
    };
    expect(Math.max(cpu / least.cpu, memory / least.memory)).toBeGreaterThanOrEqual(1);
    expect(cpu).toBeLessThan(least.cpu + 300);
    expect(memory).toBeLessThan(least.memory + 640);
  });

  it('has the odd controller as well', () => {
    const without = { 'kafka/controllerResources': { cpu: Cpu.cores(20), memory: Size.mebibytes(512) } };
    const [three] = loadOf(without);
    const [five] = loadOf({ ...without, 'kafka/controllers': 5 });
    expect(five - three).toBeGreaterThan(15_000);
  });

  it('fits on what the environment says of a minikube', () => {
    const { node } = environments.minikube.platform;
    const [cpu, memory] = loadOf({ 'platform/node': node });
    expect(cpu).toBeLessThanOrEqual(node.cpu.toMillicores());
    expect(memory).toBeLessThanOrEqual(node.memory.toMebibytes());
  });
});

describe('the groups of an EKS environment', () => {
  function loads(changes: Changes = {}) {
    const environment = resolve(withChanges(environments['eks-prod'], changes));
    if (!isOn(environment, 'eks')) throw new Error('eks-prod stands on EKS');
    const { platform, kafka, services } = environment;
    return busiestNodes(platform, { ...kafka, brokers: kafka.brokers.length }, services);
  }

  it("have a broker and a controller on a broker's node, beside what runs on every node", () => {
    const { kafka } = loads();
    expect(kafka?.asked).toEqual({
      cpu: Cpu.millicores(1_500),
      memory: Size.gibibytes(13),
      pods: 2 + daemonsOnEachNode,
    });
  });

  it("have the platform's own pods and the add-ons' on the system nodes that a lost zone leaves", () => {
    const { system } = loads({ 'platform/systemNodes': { instanceType: 'm7g.4xlarge', perZone: 1 } });
    const { nodeExporter } = platformPods;
    const { logAgent } = telemetryPods;
    const ofEks = [...Object.values(addOnPods), ...Object.values(eksPods)];
    const others = ofEks.reduce((sum, { replicas, cpu }) => sum + replicas * cpu.toMillicores(), 0);
    const half = (ownCpu - nodeExporter.cpu.toMillicores() - logAgent.cpu.toMillicores() + others) / 2;
    const asked = system?.asked.cpu.toMillicores() ?? 0;
    // Two of three are left: no node has more than half and a pod, none may have a third.
    expect(asked).toBeGreaterThanOrEqual(half - 50);
    expect(asked).toBeLessThan(half + 100);
  });

  it('have on the app nodes all instances that scaling allows, and one more, on as many nodes as there may be', () => {
    const appNodes = { instanceType: 'm6i.large', least: 3, most: 3 };
    const resources = { cpu: Cpu.millicores(100), memory: Size.mebibytes(256) };
    const services = Object.fromEntries(
      ['producer', 'consumer', 'ping-pong'].map((name) => [`services/${name}`, { replicas: 1, resources }]),
    );
    const scaling = { maxReplicas: 9 };
    // 9 + 1 + 1 + 1 on three nodes.
    const { apps } = loads({ 'platform/appNodes': appNodes, ...services, 'services/producer/scaling': scaling });
    expect(apps?.asked.pods).toBe(4 + daemonsOnEachNode);
    expect(apps?.asked.cpu.toMillicores()).toBe(400);
  });

  it('have no load on nodes of a type that is not known', () => {
    const { platform, kafka, services } = resolve(environments['eks-prod']);
    if (platform.kind !== 'eks') throw new Error('eks-prod stands on EKS');
    const unknown = { ...platform, appNodes: { ...platform.appNodes, instanceType: 't3.large' } };
    expect(Object.keys(busiestNodes(unknown, { ...kafka, brokers: 3 }, services))).toEqual(['kafka', 'system']);
  });

  it.each([
    ["the platform's own", platformPods.prometheus],
    ["the add-ons'", addOnPods.coreDns],
    ["the cluster's controllers'", eksPods.clusterAutoscaler],
  ])('rejects system nodes that are too small for one of %s pods', (_, pods: { cpu: Cpu }) => {
    const grown = jest.replaceProperty(pods, 'cpu', Cpu.cores(2));
    const resolution = tryResolve(environments['eks-prod']);
    grown.restore();
    expect(resolution.ok ? [] : resolution.violations).toEqual([
      expect.objectContaining({ code: 'PLATFORM_NODE_GROUP_TOO_SMALL', path: 'platform.systemNodes' }),
    ]);
  });
});
