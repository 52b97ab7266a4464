import { decodeRuntimeConfig } from '../../../contracts/runtime-config';
import { serviceNames } from '../../../contracts/services';
import { bootstrapServer, clusterCaSecret } from '../../../model/cluster-names';
import { Duration } from '../../../model/units';
import { allOf, clusterNames, clusterOf, containerOf, one, podSpecOf, render } from './rendered';

const authentications = ['scram', 'mtls'] as const;
const cases = clusterNames.flatMap((name) => authentications.map((authentication) => ({ name, authentication })));

describe.each(cases)('the pods of $name with $authentication', ({ name, authentication }) => {
  const environment = clusterOf(name, { 'kafka/authentication': authentication });
  const objects = render(environment);
  const deployments = allOf(objects, 'Deployment');

  it('are those of every service', () => {
    expect(deployments.map(({ metadata }) => metadata?.name)).toEqual(serviceNames);
  });

  it('are asked whether they have started, live and are ready', () => {
    for (const deployment of deployments) {
      const { startupProbe, livenessProbe, readinessProbe } = containerOf(deployment);
      const paths = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet);
      expect(paths).toEqual([
        { path: '/health/live', port: 'http' },
        { path: '/health/live', port: 'http' },
        { path: '/health/ready', port: 'http' },
      ]);
    }
  });

  it('ask for what the model says, and are limited in memory only', () => {
    for (const deployment of deployments) {
      const service = environment.services.find((candidate) => candidate.name === deployment.metadata?.name);
      const memory = service?.resources.memory.toQuantity();
      expect(containerOf(deployment).resources).toEqual({
        requests: { cpu: service?.resources.cpu.toQuantity(), memory },
        limits: { memory },
      });
    }
  });

  it('keep the restricted profile, with a root that cannot be written to', () => {
    for (const deployment of deployments) {
      const pod = podSpecOf(deployment);
      expect(pod.securityContext).toEqual({
        runAsNonRoot: true,
        runAsUser: 10_001,
        runAsGroup: 10_001,
        fsGroup: 10_001,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(containerOf(deployment).securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
      });
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect([pod.hostNetwork, pod.hostPID, pod.hostIPC, pod.initContainers]).toEqual(Array(4).fill(undefined));
    }
  });

  it('run with an identity of their own that has no token', () => {
    for (const deployment of deployments) {
      const account = one(objects, 'ServiceAccount', podSpecOf(deployment).serviceAccountName ?? '');
      expect(account.metadata?.name).toBe(deployment.metadata?.name);
      expect(account.automountServiceAccountToken).toBe(false);
    }
  });

  it('have time to sleep, to send clients elsewhere, to drain, and some more', () => {
    for (const deployment of deployments) {
      const { data = {} } = one(objects, 'ConfigMap', deployment.metadata?.name ?? '');
      const sleep = containerOf(deployment).lifecycle?.preStop?.sleep?.seconds ?? 0;
      const busy = sleep + (Number(data['HTTP_LAME_DUCK_MS']) + Number(data['DRAIN_TIMEOUT_MS'])) / 1000;
      expect(sleep).toBeGreaterThanOrEqual(5);
      expect(Number(data['HTTP_LAME_DUCK_MS'])).toBeGreaterThanOrEqual(1000);
      expect(podSpecOf(deployment).terminationGracePeriodSeconds).toBeGreaterThanOrEqual(busy + 5);
    }
  });

  it('are told everything that a service needs to start, each its own name', () => {
    for (const deployment of deployments) {
      const { env = [], envFrom, ports } = containerOf(deployment);
      expect(envFrom).toEqual([{ configMapRef: { name: deployment.metadata?.name } }]);
      const { data = {} } = one(objects, 'ConfigMap', deployment.metadata?.name ?? '');
      expect(data).not.toHaveProperty('SERVICE_INSTANCE');
      expect(env).toContainEqual({
        name: 'SERVICE_INSTANCE',
        valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
      });
      // As the kubelet does where the node has no zone: the label is not there, so the variable is empty.
      const config = decodeRuntimeConfig({ ...data, SERVICE_INSTANCE: 'pod-1', KAFKA_CLIENT_RACK: '' });
      expect(config.kafka.bootstrapServers).toEqual([bootstrapServer]);
      expect(config.kafka.rack).toBeUndefined();
      expect(config.version).toBe(environment.platform.imageTag);
      expect(ports).toEqual([{ name: 'http', containerPort: config.http.port, protocol: 'TCP' }]);
    }
  });

  it('find each file that their settings name, readable by their group and nobody else', () => {
    for (const deployment of deployments) {
      const { volumes = [] } = podSpecOf(deployment);
      const { volumeMounts = [] } = containerOf(deployment);
      const sources = volumes[0]?.projected?.sources ?? [];
      const files = sources.flatMap(({ secret }) => secret?.items ?? []).map(({ path }) => path);
      const { data = {} } = one(objects, 'ConfigMap', deployment.metadata?.name ?? '');
      const named = Object.entries(data).filter(([variable]) => variable.endsWith('_FILE'));
      expect(volumes).toHaveLength(1);
      expect(volumeMounts).toEqual([
        { name: volumes[0]?.name, mountPath: expect.any(String) as string, readOnly: true },
      ]);
      expect(named.map(([, file]) => file).sort()).toEqual(
        files.map((file) => `${volumeMounts[0]?.mountPath}/${file}`).sort(),
      );
      expect(volumes[0]?.projected?.defaultMode).toBe(0o440);
      expect(sources.map(({ secret }) => secret?.name)).toEqual([deployment.metadata?.name, clusterCaSecret]);
      expect(sources[0]?.secret?.items?.map(({ key }) => key)).toEqual(
        authentication === 'scram' ? ['password'] : ['user.crt', 'user.key'],
      );
    }
  });

  it('hold no secret, in any object', () => {
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    const variables = allOf(objects, 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data));
    const own = deployments.flatMap((deployment) => containerOf(deployment).env ?? []);
    const secretive = /PASSWORD|SECRET|TOKEN|_KEY|CREDENTIAL/;
    for (const variable of [...variables, ...own.map((entry) => entry.name)]) {
      if (secretive.test(variable)) expect(variable).toMatch(/_FILE$/);
    }
    expect(own.filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined)).toEqual([]);
    expect(JSON.stringify(objects)).not.toMatch(/BEGIN [A-Z ]+|"(password|sasl\.jaas\.config)":/);
  });
});

describe('a pod', () => {
  it('stands in another zone than its like, where a zone has a node for it, and on another host if it can', () => {
    for (const deployment of allOf(render(clusterOf('minikube')), 'Deployment')) {
      const { topologySpreadConstraints = [], tolerations = [] } = podSpecOf(deployment);
      const [zone, host] = topologySpreadConstraints;
      expect(topologySpreadConstraints).toHaveLength(2);
      expect(zone).toMatchObject({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' });
      expect(host).toMatchObject({ topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' });
      for (const constraint of topologySpreadConstraints) {
        expect(constraint).toMatchObject({
          maxSkew: 1,
          nodeTaintsPolicy: 'Honor',
          matchLabelKeys: ['pod-template-hash'],
          labelSelector: deployment.spec?.selector,
        });
      }
      expect(tolerations.map(({ key }) => key)).toEqual([
        'node.kubernetes.io/not-ready',
        'node.kubernetes.io/unreachable',
      ]);
    }
  });

  it.each([
    ['1.35', true],
    ['1.34', false],
  ])('of Kubernetes %s knows its zone: %s', (kubernetes, knows) => {
    const environment = clusterOf('minikube', { 'versions/kubernetes': kubernetes });
    const objects = render(environment);
    for (const deployment of allOf(objects, 'Deployment')) {
      const rack = (containerOf(deployment).env ?? []).filter((entry) => entry.name === 'KAFKA_CLIENT_RACK');
      const fieldPath = "metadata.labels['topology.kubernetes.io/zone']";
      expect(rack).toEqual(knows ? [{ name: 'KAFKA_CLIENT_RACK', valueFrom: { fieldRef: { fieldPath } } }] : []);
    }
  });

  it('gives Node.js half of its memory as a heap', () => {
    const [heap] = (containerOf(one(render(clusterOf('eks-prod')), 'Deployment', 'consumer')).env ?? []).filter(
      (entry) => entry.name === 'NODE_OPTIONS',
    );
    expect(heap?.value).toBe('--max-old-space-size=256');
  });

  it('is made from a pinned image of the repository of ours, which no mirror stands before', () => {
    const images = (changes: Record<string, unknown>) =>
      allOf(render(clusterOf('minikube', changes)), 'Deployment').map((deployment) => containerOf(deployment).image);
    expect(images({})).toEqual(serviceNames.map((service) => `millrace/${service}:0.1.0`));
    expect(
      images({
        'platform/mirror': 'registry.example.com/mirror',
        'platform/imageRepository': 'ghcr.io/acme/millrace',
        'platform/imageTag': '1.2.3',
      }),
    ).toEqual(serviceNames.map((service) => `ghcr.io/acme/millrace/${service}:1.2.3`));
  });

  it('is pulled as it is told, and otherwise only when it is missing', () => {
    const policies = (changes: Record<string, unknown>) =>
      allOf(render(clusterOf('minikube', changes)), 'Deployment').map((it) => containerOf(it).imagePullPolicy);
    expect(policies({})).toEqual(serviceNames.map(() => 'IfNotPresent'));
    for (const policy of ['Always', 'Never'])
      expect(policies({ 'platform/imagePullPolicy': policy })).toEqual(serviceNames.map(() => policy));
  });

  it('ends later when its drain takes longer', () => {
    const slow = clusterOf('minikube', { 'services/consumer/drainTimeout': Duration.seconds(90) });
    const grace = (service: string) =>
      podSpecOf(one(render(slow), 'Deployment', service)).terminationGracePeriodSeconds ?? 0;
    expect(grace('consumer') - grace('producer')).toBe(70);
  });
});
