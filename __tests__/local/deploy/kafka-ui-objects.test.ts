import type { Deployment } from 'kubernetes-types/apps/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { environments } from '../../../environments';
import { kafkaUiObjects, kafkaUserSpec, type KafkaUiObjects } from '../../../local/deploy/kafka-ui-objects';
import { isOn, type EnvironmentOn } from '../../../model/environment';
import { resolve } from '../../../model/resolve';
import type { EnvironmentSpec } from '../../../model/spec';
import { containerImages } from '../../../model/versions';
import { kafkaClientLabel, clusterLabel } from '../../../modules/kafka/names';
import type { KafkaUser } from '../../../modules/kubernetes/generated/strimzi';
import { anyService } from '../../../modules/workloads/labels';
import { servicePolicy } from '../../../modules/workloads/network-policies';
import { workloadsOf } from '../../../modules/workloads/workload';

const { minikube } = environments;

function onMinikube(more: Partial<EnvironmentSpec> = {}): EnvironmentOn<'minikube'> {
  const environment = resolve({ ...minikube, ...more });
  if (!isOn(environment, 'minikube')) throw new Error('not on minikube');
  return environment;
}

const podOf = ({ deployment }: KafkaUiObjects) => (deployment as Deployment).spec!.template;
const containerOf = (objects: KafkaUiObjects) => podOf(objects).spec!.containers[0]!;
const variablesOf = (objects: KafkaUiObjects): Record<string, unknown> =>
  Object.fromEntries(containerOf(objects).env!.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));

describe("the page's user", () => {
  const spec: KafkaUser['spec'] = kafkaUserSpec('scram');

  it('may look at everything and write nothing', () => {
    const granted = spec.authorization!.acls.map(({ type, resource, operations }) => ({ type, resource, operations }));
    const everything = { name: '*', patternType: 'literal' };
    expect(granted).toEqual([
      {
        type: 'allow',
        resource: { type: 'topic', ...everything },
        operations: ['Describe', 'DescribeConfigs', 'Read'],
      },
      { type: 'allow', resource: { type: 'group', ...everything }, operations: ['Describe'] },
      { type: 'allow', resource: { type: 'cluster' }, operations: ['Describe', 'DescribeConfigs'] },
    ]);
  });

  it('takes no more than its share of the brokers', () => {
    expect(spec.quotas).toEqual({ consumerByteRate: 10 * 1024 * 1024, requestPercentage: 50 });
  });

  it('proves who it is as the environment says', () => {
    expect(spec.authentication).toEqual({ type: 'scram-sha-512' });
    expect(kafkaUserSpec('mtls').authentication).toEqual({ type: 'tls' });
  });

  it('belongs to the cluster, whose operator looks for that label', () => {
    expect(kafkaUiObjects(onMinikube()).user.metadata).toMatchObject({
      name: 'millrace-kafka-ui',
      namespace: 'millrace',
      labels: clusterLabel,
    });
  });
});

describe("the page's pod", () => {
  const scram = kafkaUiObjects(onMinikube());

  it('reaches the brokers with what the operators write into secrets', () => {
    expect(variablesOf(scram)).toMatchObject({
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: 'millrace-kafka-bootstrap.millrace.svc:9093',
      KAFKA_CLUSTERS_0_READONLY: 'true',
      KAFKA_CLUSTERS_0_PROPERTIES_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_CLUSTERS_0_PROPERTIES_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_CONFIG: {
        secretKeyRef: { name: 'millrace-kafka-ui', key: 'sasl.jaas.config' },
      },
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_TRUSTSTORE_TYPE: 'PEM',
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_TRUSTSTORE_LOCATION: '/etc/millrace/kafka/ca.crt',
    });
    const items = [{ key: 'ca.crt', path: 'ca.crt' }];
    expect(podOf(scram).spec!.volumes![0]!.projected!.sources).toEqual([
      { secret: { name: 'millrace-cluster-ca-cert', items } },
    ]);
  });

  it('has its certificate in place of a password where clients have one', () => {
    const { kafka } = minikube;
    const mtls = kafkaUiObjects(onMinikube({ kafka: { ...kafka, authentication: 'mtls' } }));
    const variables = variablesOf(mtls);
    expect(variables).toMatchObject({
      KAFKA_CLUSTERS_0_PROPERTIES_SECURITY_PROTOCOL: 'SSL',
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_KEYSTORE_TYPE: 'PKCS12',
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_KEYSTORE_LOCATION: '/etc/millrace/kafka/user.p12',
      KAFKA_CLUSTERS_0_PROPERTIES_SSL_KEYSTORE_PASSWORD: {
        secretKeyRef: { name: 'millrace-kafka-ui', key: 'user.password' },
      },
    });
    expect(Object.keys(variables).filter((name) => name.includes('SASL'))).toEqual([]);
    expect(podOf(mtls).spec!.volumes![0]!.projected!.sources).toContainEqual({
      secret: { name: 'millrace-kafka-ui', items: [{ key: 'user.p12', path: 'user.p12' }] },
    });
  });

  it('runs the image of the versions file, through the mirror when there is one', () => {
    const mirror = 'registry.example.com/mirror';
    const mirrored = kafkaUiObjects(onMinikube({ platform: { ...minikube.platform, mirror } }));
    expect(containerOf(scram).image).toBe(containerImages.kafkaUi);
    expect(containerOf(mirrored).image).toBe(`${mirror}/${containerImages.kafkaUi}`);
  });

  it('writes nowhere but /tmp, and has bounds', () => {
    const { securityContext, volumeMounts, resources } = containerOf(scram);
    expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsNonRoot: true });
    expect(volumeMounts!.filter(({ readOnly }) => readOnly !== true).map(({ mountPath }) => mountPath)).toEqual([
      '/tmp',
    ]);
    expect(resources).toEqual({ requests: { cpu: '50m', memory: '384Mi' }, limits: { memory: '512Mi' } });
  });

  it('may call the brokers, and is neither one of theirs nor a service', () => {
    const labels = podOf(scram).metadata!.labels!;
    expect(labels).toMatchObject(kafkaClientLabel);
    expect(labels).not.toHaveProperty(Object.keys(clusterLabel));
    expect(labels['app.kubernetes.io/component']).not.toBe(anyService['app.kubernetes.io/component']);
  });

  it('is let out to brokers and DNS exactly as a service without traces is, and nobody in', () => {
    const environment = onMinikube({ platform: { ...minikube.platform, traces: 'none' } });
    const { policy, deployment } = kafkaUiObjects(environment);
    const { spec } = policy as NetworkPolicy;
    const service = servicePolicy(workloadsOf({ environment })[0]!);
    expect(spec!.egress).toEqual(service.spec!.egress);
    expect(spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(spec).not.toHaveProperty('ingress');
    expect(podOf(kafkaUiObjects(environment)).metadata!.labels).toMatchObject(spec!.podSelector.matchLabels!);
    expect((deployment as Deployment).spec!.selector).toEqual(spec!.podSelector);
  });
});
