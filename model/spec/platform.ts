import type { Cpu, Size } from '../units';

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

/** minikube with one node for each zone: one zone, or three and more. With two, losing one takes the controllers' majority. */
export interface MinikubePlatformSpec {
  readonly kind: 'minikube';
  /** Context of the kubeconfig. @default 'minikube' */
  readonly context?: string;
  readonly zones: readonly string[];
  /** What each node has for pods, after what the system keeps. */
  readonly node: { readonly cpu: Cpu; readonly memory: Size };
}

/** AWS EKS over exactly three zones. */
export interface EksPlatformSpec {
  readonly kind: 'eks';
  readonly region: string;
  readonly zones: readonly [string, string, string];
  /** One group of broker nodes for each zone: a volume is bound to its zone. */
  readonly kafkaNodes: {
    readonly instanceType: string;
    readonly perZone: number;
  };
}

export type PlatformSpec = EmbeddedPlatformSpec | ComposePlatformSpec | MinikubePlatformSpec | EksPlatformSpec;
export type PlatformKind = PlatformSpec['kind'];
