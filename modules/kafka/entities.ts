import type { Construct, IDependable } from 'constructs';
import { namespaces } from '../../model/cluster-names';
import type { ClusterPlatform, Environment } from '../../model/environment';
import type { KubernetesObject } from '../kubernetes/object';
import { ObjectsRelease } from '../releases/objects-release';
import { kafkaTopics } from './topics';
import { kafkaUsers } from './users';

export interface KafkaEntityObjectsProps {
  readonly environment: Pick<Environment, 'topics' | 'services'> & {
    readonly kafka: Pick<Environment['kafka'], 'authentication'>;
    readonly platform: Pick<ClusterPlatform, 'dataDeletion'>;
  };
}

/** Topics and users. */
export function kafkaEntityObjects({ environment }: KafkaEntityObjectsProps): KubernetesObject[] {
  const { topics, services, kafka, platform } = environment;
  return [
    ...kafkaTopics({ topics, deleteTopics: platform.dataDeletion === 'allowed' }),
    ...kafkaUsers({ services, authentication: kafka.authentication }),
  ];
}

export interface KafkaEntitiesProps extends KafkaEntityObjectsProps {
  /** Releases that must be ready before it, and that outlive it: the cluster, whose operators let go of topics and users. */
  readonly after: readonly IDependable[];
}

/** Release `kafka-entities`: done when each topic and user is ready. */
export class KafkaEntities extends ObjectsRelease {
  constructor(scope: Construct, { environment, after }: KafkaEntitiesProps) {
    super(scope, {
      name: 'kafka-entities',
      namespace: namespaces.platform,
      objects: kafkaEntityObjects({ environment }),
      after,
      ...(environment.platform.dataDeletion === 'forbidden' ? { beforeDestroy: 'release-topics' as const } : {}),
    });
  }
}
