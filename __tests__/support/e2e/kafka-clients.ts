/**
 * Test code: Kafka clients on this machine that use the users' real secrets and the cluster's own authority. The brokers'
 * names are of the cluster's DNS, so that each connection is led where this machine reaches the broker.
 */
import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Kafka, logLevel, type ISocketFactory, type KafkaConfig } from 'kafkajs';
import type { Secret } from 'kubernetes-types/core/v1';
import { clusterCaSecret, kafkaCluster, namespaces } from '../../../model/cluster-names';
import { fromSecret } from '../user-operator';
import { resourcePath, type KubernetesApi } from './kubernetes-api';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export class KafkaClients {
  constructor(
    private readonly api: KubernetesApi,
    /** By the brokers' own names. */
    private readonly places: ReadonlyMap<string, Place>,
  ) {}

  /** Name and port of each broker, as it is told to clients. */
  get brokers(): string[] {
    return [...this.places.keys()].map((name) => `${name}:${kafkaCluster.listener.port}`);
  }

  get routes(): ReadonlyMap<string, Place> {
    return this.places;
  }

  async secret(name: string, key: string): Promise<string> {
    return fromSecret(await this.api.get<Secret>(resourcePath('v1', 'secrets', namespaces.platform, name)), key);
  }

  private readonly socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const place = this.places.get(host) ?? { host, port };
    if (ssl === undefined || ssl === null) return connectPlain(place, onConnect);
    return connectTls({ ...ssl, ...place, servername: host }, onConnect);
  };

  /** As the user whose secret that is. */
  async as(user: string, changes: Partial<KafkaConfig> = {}): Promise<Kafka> {
    return new Kafka({
      clientId: `e2e-${user}`,
      brokers: this.brokers,
      logLevel: logLevel.NOTHING,
      ssl: { ca: [await this.secret(clusterCaSecret, 'ca.crt')] },
      sasl: { mechanism: 'scram-sha-512', username: user, password: await this.secret(user, 'password') },
      socketFactory: this.socketFactory,
      connectionTimeout: 5_000,
      retry: { retries: 2, initialRetryTime: 100 },
      ...changes,
    });
  }

  /** As nobody, with whatever is given. */
  anonymous(changes: Partial<KafkaConfig>): Kafka {
    return new Kafka({
      brokers: this.brokers,
      logLevel: logLevel.NOTHING,
      socketFactory: this.socketFactory,
      connectionTimeout: 3_000,
      requestTimeout: 3_000,
      retry: { retries: 0 },
      ...changes,
    });
  }
}
