import type { ClusterPlatformSpec } from './platform';

/** What an AWS account has once, for every environment in it: `cdktf deploy <name>`, before the first of them. */
export interface AwsAccountSpec {
  /** Name of its stack, such as `bootstrap`. */
  readonly name: string;
  /** Twelve digits. Nothing is planned or deployed with credentials of another account. */
  readonly id: string;
  /** Region of the bucket with Terraform's states, and of the registry with the services' images. */
  readonly region: string;
  /**
   * GitHub repository whose workflows may plan and deploy without stored keys: `owner/name`, or `owner@id/name@id` as the
   * tokens of repositories made or renamed since 2026-07-15 have it. @default - none: no roles for GitHub
   */
  readonly repository?: string;
  /**
   * GitHub's OIDC provider, of which an account has one: `made` with the roles for GitHub, or `existing`, which must name
   * `sts.amazonaws.com` among its audiences. Whoever changes `made` later deletes the one that was made. @default 'made'
   */
  readonly githubProvider?: 'made' | 'existing';
}

/** A group of nodes of one type. */
export interface NodesSpec {
  /** One of `model/instance-types.ts`. */
  readonly instanceType: string;
  readonly perZone: number;
}

/** What of an EKS stack a plan may only destroy or replace when the environment names it; `segments` are tiered storage's bucket and its key. */
export type Protected = 'network' | 'cluster' | 'kafka-nodes' | 'segments';

/** AWS EKS over exactly three zones. */
export interface EksPlatformSpec extends ClusterPlatformSpec {
  readonly kind: 'eks';
  readonly account: AwsAccountSpec;
  readonly region: string;
  readonly zones: readonly [string, string, string];
  /** One group of broker nodes for each zone: a volume is bound to its zone. */
  readonly kafkaNodes: NodesSpec;
  /** Nodes of operators, monitoring and the add-ons' controllers. @default - m7g.large, one in each zone */
  readonly systemNodes?: NodesSpec;
  /** Nodes of the services, over all zones; how many there are follows what pods ask for. @default - m6i.large, 3 to 9 */
  readonly appNodes?: {
    readonly instanceType: string;
    /** Of all zones together. */
    readonly least: number;
    readonly most: number;
  };
  readonly network?: {
    /** Addresses of the VPC, a /16 to /18 of a private network. @default '10.0.0.0/16' */
    readonly cidr?: string;
    /**
     * `per-zone`: a lost zone takes no other zone's way out along. `shared`: one gateway in the first zone, a third of
     * the price; with that zone goes every way out, to image registries too. @default 'per-zone'
     */
    readonly natGateways?: 'per-zone' | 'shared';
  };
  /**
   * Addresses outside of the VPC from which the Kubernetes API may be asked, such as an office's or a CI runner's; never
   * everybody's. Who deploys from elsewhere cannot. @default - none: from inside of the VPC only
   */
  readonly apiServerCidrs?: readonly string[];
  /** IAM roles and users, by ARN, that administer the cluster, beside the one that creates it. @default - none */
  readonly administrators?: readonly string[];
  /** Addresses of Kafka clients outside of the cluster; they come through an internal load balancer. @default - none, and no load balancer */
  readonly clientCidrs?: readonly string[];
  /**
   * When certificates may be renewed, which rolls the brokers: Quartz cron expressions, UTC. @default - Tuesday to Thursday, from 3 to 4 o'clock
   */
  readonly maintenanceWindows?: readonly string[];
  /** Moves old segments to S3, for topics that say a `localRetention`. @default - none: all segments stay on the volumes */
  readonly tieredStorage?: {
    /** OCI image with the jars of Aiven's tiered-storage-for-apache-kafka, mounted into the brokers, by digest. */
    readonly pluginImage: string;
  };
  /** Digest of each service's image, `sha256:...`; `make images` writes `environments/images.json`. @default - none: the tag is asked for */
  readonly imageDigests?: Readonly<Record<string, string>>;
  /** What a plan may destroy or replace; empty it again after. @default - nothing */
  readonly destroyable?: readonly Protected[];
  /** On every AWS resource, beside `millrace:environment` and `millrace:managed-by`. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}
