import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { bootstrapServer, namespaces } from '../model/cluster-names';
import type { Environment } from '../model/environment';

export interface EnvironmentOutputsProps {
  readonly environment: Environment;
}

/** What `cdktf output` says of a deployed environment: the versions it runs, its topics, its size, and where to reach it. */
export class EnvironmentOutputs extends Construct {
  constructor(scope: Construct, id: string, { environment }: EnvironmentOutputsProps) {
    super(scope, id);
    const { versions, topics, kafka } = environment;
    this.output('versions', 'Versions of Kafka, Strimzi and Kubernetes', { ...versions });
    this.output(
      'topics',
      'Partitions, replicas and durability of each topic',
      Object.fromEntries(
        topics.map(({ name, partitions, replicationFactor, durability }) => [
          name,
          { partitions, replicationFactor, durability },
        ]),
      ),
    );
    this.output(
      'brokers',
      'How many brokers and controllers, over which zones; the scheduler chooses which stands where',
      {
        brokers: kafka.brokers.length,
        controllers: kafka.controllers,
        zones: [...new Set(kafka.brokers.map(({ rack }) => rack))],
      },
    );
    this.output('access', 'Where things are inside the cluster', { bootstrapServer, namespaces });
  }

  /** An output whose name is the member's own: scripts read it. */
  private output(name: string, description: string, value: object): void {
    new TerraformOutput(this, name, { description, value }).overrideLogicalId(name);
  }
}
