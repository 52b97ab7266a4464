import type { Cpu, Duration, Size } from '../units';
import type { EksPlatformSpec } from './eks';

/** Kafka's published jars as processes on the loopback interface: no Docker, no cloud. */
export interface EmbeddedPlatformSpec {
  readonly kind: 'embedded';
  /** Client port of broker 1, and its controller listener's; each further broker has the next ones. */
  readonly brokerPort: number;
  readonly controllerPort: number;
  /** Memory of all brokers together may not pass this. */
  readonly memory: Size;
}

/** Containers on a developer's Docker. */
export interface ComposePlatformSpec {
  readonly kind: 'compose';
  /** First client port on the host. */
  readonly brokerPort: number;
  /** Web UI of Kafka. */
  readonly kafkaUiPort: number;
  readonly restPort: number;
  readonly prometheusPort: number;
  readonly grafanaPort: number;
  /** Brokers and services together may not pass this; the UI, Prometheus and Grafana come on top. */
  readonly memory: Size;
}

/** How much a store keeps. It takes in no more a second than what fits into its volume for as long. */
export interface TelemetryStoreSpec {
  /** An hour to a year. @default - logs 7 days, traces 3 days */
  readonly retention?: Duration;
  /** Of its volume, 1 GiB to 16 TiB. @default - on minikube logs 5 GiB, traces 2 GiB; on EKS 50 GiB and 20 GiB */
  readonly size?: Size;
}

/** What any cluster has, wherever it stands. */
export interface ClusterPlatformSpec {
  /**
   * Registry, with a path if need be, that others' charts and images are pulled from instead of their own ones, for sites
   * without the internet: `registry.example.com/mirror`. Each keeps its own path below it; our services' images are where
   * `imageRepository` says. @default - each from its own registry
   */
  readonly mirror?: string;
  /** Registry and path of our services' images: `<imageRepository>/<service>:<imageTag>`. @default 'millrace', as they are built into minikube */
  readonly imageRepository?: string;
  /** @default - Millrace's version */
  readonly imageTag?: string;
  /**
   * When a node pulls our services' images: `Never` where they are only ever built into the nodes, `Always` to have the
   * registry asked at each start. @default 'IfNotPresent': tags are not moved, and a minikube has them without a registry
   */
  readonly imagePullPolicy?: 'IfNotPresent' | 'Never' | 'Always';
  /**
   * `forbidden`: volumes and the topics on them outlive `cdktf destroy`, and a topic that the model no longer names stays.
   * `allowed`: destroying deletes them. Volumes that are there keep the policy that they were made under: after a change to
   * `allowed` they are kept still, and the operator warns (`KafkaStorage`) and ignores every change of their storage, their
   * size too, until it is changed back; a change to `forbidden` that they would not follow is refused. @default 'forbidden'
   */
  readonly dataDeletion?: 'forbidden' | 'allowed';
  /** Provisioner of the brokers' StorageClass, decided before the first deploy: a class cannot be changed. @default 'rancher.io/local-path' on minikube, 'ebs.csi.aws.com' on EKS */
  readonly volumeProvisioner?: string;
  /** The lines of all containers, in Loki; `none`: neither it nor what reads them. @default - those of its members */
  readonly logs?: TelemetryStoreSpec | 'none';
  /** The services' traces, in Tempo; `none`: services send none unless they say where (`otlpEndpoint`). @default - those of its members */
  readonly traces?: TelemetryStoreSpec | 'none';
}

/** minikube with one node for each zone: one zone, or three and more. With two, losing one takes the controllers' majority. */
export interface MinikubePlatformSpec extends ClusterPlatformSpec {
  readonly kind: 'minikube';
  /** Context of the kubeconfig. @default 'minikube' */
  readonly context?: string;
  readonly zones: readonly string[];
  /** What each node has for pods, after what the system keeps. */
  readonly node: { readonly cpu: Cpu; readonly memory: Size };
}

export type PlatformSpec = EmbeddedPlatformSpec | ComposePlatformSpec | MinikubePlatformSpec | EksPlatformSpec;
export type PlatformKind = PlatformSpec['kind'];
