import type { DataRate, Duration, Size } from '../units';
import type { ResourcesSpec } from './resources';

export interface KafkaSpec {
  /** Brokers of the whole cluster; on a cluster with zones, the same number in each. */
  readonly brokers: number;
  /**
   * `combined`: each broker is a controller as well; the only way on a laptop, never on EKS. A number is odd.
   * @default 3 controllers of their own, 'combined' on a laptop
   */
  readonly controllers?: number | 'combined';
  /** What each controller of its own asks for; its heap is half of the memory. @default - 250 m, 512 MiB */
  readonly controllerResources?: ResourcesSpec;
  /** The Java heap; the rest of the broker's memory is page cache. */
  readonly heap: Size;
  readonly resources: ResourcesSpec;
  readonly volume: {
    readonly size: Size;
    /** Share of the volume that must stay free, for growth and rebalancing. @default 0.25 */
    readonly headroom?: number;
    /** Of an EBS gp3 volume, on EKS only. @default - what the topics' load needs with one zone lost, at least 125 MB/s */
    readonly throughput?: DataRate;
    /** Of an EBS gp3 volume, on EKS only. @default - what the topics' load needs with one zone lost, at least 3000 */
    readonly iops?: number;
  };
  /** Replicas one broker may hold, leaders and followers. @default 4000, Kafka's long-standing advice */
  readonly maxReplicasPerBroker?: number;
  /** How clients prove who they are. Anything but a laptop must ask. @default 'scram' on a cluster, 'none' on a laptop */
  readonly authentication?: 'none' | 'scram' | 'mtls';
  /** Cruise Control moves replicas when brokers come, go or fill up. On a cluster only. @default - true with three brokers or more */
  readonly cruiseControl?: boolean;
  /** Silence after which a broker is fenced and its leaders move. @default 9 s, Kafka's own */
  readonly brokerSessionTimeout?: Duration;
  /** Messages between forced flushes to disk. @default - never: replication keeps them, as Kafka's documentation advises */
  readonly flushMessages?: number;
  /** Time between forced flushes to disk. @default - never */
  readonly flushInterval?: Duration;
}

export interface VersionsSpec {
  /** @default - the newest supported, `model/versions.ts` */
  readonly kafka?: string;
  /** @default - the newest supported */
  readonly strimzi?: string;
  /** Minor version of the cluster, such as `1.35`. @default - the newest supported */
  readonly kubernetes?: string;
}
