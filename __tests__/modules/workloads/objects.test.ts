import { TerraformStack, Testing } from 'cdktf';
import { serviceNames } from '../../../contracts/services';
import { namespaces } from '../../../model/cluster-names';
import { ListenerUnauthenticatedError } from '../../../modules/kafka/authentication';
import { Cluster } from '../../../modules/releases/cluster';
import { keyOf } from '../../../modules/kubernetes/object';
import { ObjectsRelease } from '../../../modules/releases/objects-release';
import { WorkloadUnknownError } from '../../../modules/workloads/workload';
import { workloadObjects, Workloads } from '../../../modules/workloads/workloads';
import { allOf, clusterNames, clusterOf, containerOf, one, podLabelsOf, render, selectedBy } from './rendered';

const lagScaling = { 'services/consumer/scaling': { maxReplicas: 12, metric: 'consumer-lag', target: 5_000 } };

describe.each(clusterNames)('the objects of %s', (name) => {
  const environment = clusterOf(name);
  const objects = render(environment);

  it('have the standard labels, a namespace, and one name each', () => {
    for (const object of objects) {
      expect(object.metadata?.namespace).toBe(namespaces.platform);
      expect(object.metadata?.labels).toMatchObject({
        'app.kubernetes.io/name': object.metadata?.name,
        'app.kubernetes.io/component': 'service',
        'app.kubernetes.io/part-of': 'millrace',
      });
    }
    expect(new Set(objects.map(keyOf)).size).toBe(objects.length);
  });

  it('select the pods of their own service and of no other', () => {
    for (const service of serviceNames) {
      const own = [service];
      expect(selectedBy(objects, one(objects, 'Deployment', service).spec?.selector.matchLabels)).toEqual(own);
      expect(selectedBy(objects, one(objects, 'Service', service).spec?.selector)).toEqual(own);
      expect(selectedBy(objects, one(objects, 'PodDisruptionBudget', service).spec?.selector?.matchLabels)).toEqual(
        own,
      );
      expect(selectedBy(objects, one(objects, 'NetworkPolicy', service).spec?.podSelector.matchLabels)).toEqual(own);
    }
  });

  it('offer each service on the port of its container, within the cluster', () => {
    for (const { metadata, spec } of allOf(objects, 'Service')) {
      const service = environment.services.find((candidate) => candidate.name === metadata?.name);
      const { ports } = containerOf(one(objects, 'Deployment', metadata?.name ?? ''));
      expect(spec?.type).toBe('ClusterIP');
      expect(spec?.ports).toEqual([expect.objectContaining({ port: service?.port, targetPort: ports?.[0]?.name })]);
    }
  });

  it('roll without a moment of fewer instances, and let drains take one at a time', () => {
    for (const { spec } of allOf(objects, 'Deployment')) {
      expect(spec?.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
    }
    for (const { spec } of allOf(objects, 'PodDisruptionBudget')) {
      expect(spec).toMatchObject({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
      expect(spec).not.toHaveProperty('minAvailable');
    }
  });

  it('run as many instances as the model says where nothing scales them', () => {
    expect(allOf(objects, 'HorizontalPodAutoscaler')).toEqual([]);
    expect(allOf(objects, 'Deployment').map(({ spec }) => spec?.replicas)).toEqual(
      environment.services.map(({ replicas }) => replicas),
    );
  });
});

describe('a scaled service', () => {
  const cpuScaling = { 'services/producer/scaling': { maxReplicas: 8 } };
  const environment = clusterOf('eks-prod', { ...lagScaling, ...cpuScaling });
  const objects = render(environment);

  it('leaves the number of its instances to the autoscaler, within its replicas and its partitions', () => {
    const scalers = allOf(objects, 'HorizontalPodAutoscaler');
    expect(scalers.map(({ metadata }) => metadata?.name)).toEqual(['producer', 'consumer']);
    for (const { metadata, spec } of scalers) {
      const service = environment.services.find((candidate) => candidate.name === metadata?.name);
      const partitions = environment.topics
        .filter((topic) => service?.consumes.includes(topic.name))
        .map((topic) => topic.partitions);
      expect(spec?.scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name: service?.name });
      expect(spec?.minReplicas).toBe(service?.replicas);
      expect(spec?.maxReplicas).toBe(service?.scaling?.maxReplicas);
      if (partitions.length > 0) expect(spec?.maxReplicas).toBeLessThanOrEqual(Math.max(...partitions));
      expect(one(objects, 'Deployment', service?.name ?? '').spec).not.toHaveProperty('replicas');
    }
    expect(one(objects, 'Deployment', 'ping-pong').spec?.replicas).toBe(3);
  });

  it('is scaled by its processor, or by the lag of its group', () => {
    expect(one(objects, 'HorizontalPodAutoscaler', 'producer').spec?.metrics).toEqual([
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
    ]);
    expect(one(objects, 'HorizontalPodAutoscaler', 'consumer').spec?.metrics).toEqual([
      {
        type: 'External',
        external: {
          metric: { name: 'kafka_consumergroup_lag', selector: { matchLabels: { consumergroup: 'consumer' } } },
          target: { type: 'AverageValue', averageValue: '5000' },
        },
      },
    ]);
  });
});

describe('the digest on the pods', () => {
  const digests = (changes: Record<string, unknown>): unknown[] =>
    allOf(render(clusterOf('minikube', changes)), 'Deployment').map(
      ({ spec }) => spec?.template.metadata?.annotations?.['millrace.dev/settings-digest'],
    );

  it('changes with the settings of that service, and with nothing else', () => {
    const [producer, consumer, pingPong] = digests({});
    expect(new Set([producer, consumer, pingPong]).size).toBe(3);
    expect(digests({ 'services/consumer/replicas': 1 })).toEqual([producer, consumer, pingPong]);
    const [producerAfter, consumerAfter, pingPongAfter] = digests({ 'services/consumer/logLevel': 'debug' });
    expect([producerAfter, pingPongAfter]).toEqual([producer, pingPong]);
    expect(consumerAfter).not.toBe(consumer);
  });
});

describe('network policies', () => {
  const dns = {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
    ],
    ports: [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ],
  };
  const brokers = {
    to: [{ podSelector: { matchLabels: { 'strimzi.io/cluster': 'millrace', 'strimzi.io/broker-role': 'true' } } }],
    ports: [{ protocol: 'TCP', port: 9093 }],
  };
  const collector = {
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
    ports: [{ protocol: 'TCP', port: 4318 }],
  };
  const egressOf = (objects: ReturnType<typeof render>, service: string) =>
    one(objects, 'NetworkPolicy', service).spec?.egress;

  it('are one for each service, for both directions', () => {
    const policies = allOf(render(clusterOf('minikube')), 'NetworkPolicy');
    expect(policies.map(({ metadata }) => metadata?.name)).toEqual(serviceNames);
    for (const { spec } of policies) expect(spec?.policyTypes).toEqual(['Ingress', 'Egress']);
  });

  it('let each service reach the brokers, DNS and what takes its traces, and nothing else', () => {
    const objects = render(clusterOf('minikube'));
    for (const service of serviceNames) expect(egressOf(objects, service)).toEqual([dns, brokers, collector]);
    const untraced = render(clusterOf('minikube', { 'platform/traces': 'none' }));
    for (const service of serviceNames) expect(egressOf(untraced, service)).toEqual([dns, brokers]);
  });

  it("mark the pods for the brokers' own policy", () => {
    for (const deployment of allOf(render(clusterOf('minikube')), 'Deployment')) {
      expect(podLabelsOf(deployment)).toHaveProperty(['millrace.dev/kafka-client'], 'true');
    }
  });

  it.each([
    ['http://collector.monitoring.svc:4318', 'monitoring', 4318],
    ['http://collector.traces.svc.cluster.local:4318/', 'traces', 4318],
    ['https://otel.example.com', undefined, 443],
    ['http://10.1.2.3', undefined, 80],
  ])('let a service send its traces to %s', (otlpEndpoint, namespace, port) => {
    const objects = render(clusterOf('minikube', { 'services/consumer/otlpEndpoint': otlpEndpoint }));
    const ports = [{ protocol: 'TCP', port }];
    const to = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }];
    expect(egressOf(objects, 'consumer')).toEqual([dns, brokers, namespace === undefined ? { ports } : { to, ports }]);
    expect(egressOf(objects, 'producer')).toEqual([dns, brokers, collector]);
  });

  it('let labelled pods and Prometheus call, on the HTTP port only', () => {
    const from = [
      { podSelector: { matchLabels: { 'millrace.dev/http-client': 'true' } } },
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
      },
    ];
    const objects = render(clusterOf('minikube'));
    for (const service of serviceNames) {
      expect(one(objects, 'NetworkPolicy', service).spec?.ingress).toEqual([
        { from, ports: [{ protocol: 'TCP', port: 'http' }] },
      ]);
    }
  });
});

describe('Workloads', () => {
  it('puts every object into the release of the services', () => {
    const environment = clusterOf('minikube');
    const stack = new TerraformStack(Testing.app(), 'test');
    new Cluster(stack, { context: 'test' });
    const workloads = new Workloads(stack, 'workloads', { environment, after: [] });
    const releases = workloads.node.findAll().filter((node) => node instanceof ObjectsRelease);
    expect(releases.map(({ node, objects }) => [node.id, objects])).toEqual([
      ['services', workloadObjects({ environment })],
    ]);
  });

  it('rejects a listener that asks nobody who they are', () => {
    const environment = clusterOf('minikube');
    const open = { ...environment, kafka: { ...environment.kafka, authentication: 'none' } } as const;
    expect(() => workloadObjects({ environment: open })).toThrow(ListenerUnauthenticatedError);
  });

  it('rejects an environment with a service that no contract knows', () => {
    const environment = clusterOf('minikube');
    const [first] = environment.services;
    const unknown = { ...environment, services: [{ ...first, name: 'unknown' }] } as typeof environment;
    const refused = () => workloadObjects({ environment: unknown });
    expect(refused).toThrow(WorkloadUnknownError);
    expect(refused).toThrow(/no service "unknown" to deploy, only producer, consumer, ping-pong: write it into/);
  });
});
