/**
 * Test code: real brokers outside the cluster, on addresses of the nodes' network, with the listener of the rendered
 * Kafka object: TLS with the certificates' names that Strimzi's operator writes, SCRAM-SHA-512, an authorizer.
 */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Secret } from 'kubernetes-types/core/v1';
import { EmbeddedCluster, QUICK_FAILOVER } from '../../../local/kafka';
import { kafkaCluster, namespaces } from '../../../model/cluster-names';
import type { Kafka, KafkaNodePool } from '../../../modules/kubernetes/generated/strimzi';
import { makeAuthority, makeServerCertificate, type KeyPairFiles } from '../certificates';
import { makeClusterCaSecret } from '../user-operator';
import { must } from './commands';
import { renderedOf } from './rendered-objects';

const { name: cluster, listener } = kafkaCluster;
const { platform: namespace } = namespaces;

/** As the operator names them (`KafkaResources`). */
export const bootstrapService = `${cluster}-kafka-bootstrap`;
export const brokersService = `${cluster}-kafka-brokers`;
export const podOf = (pool: string, id: number): string => `${cluster}-${pool}-${id}`;

/** `strimzi.io/next-node-ids: '[1-99]'`: from the first number on. */
export function nodeIdsOf({ metadata, spec }: KafkaNodePool): number[] {
  const first = Number(/\d+/.exec(metadata.annotations?.['strimzi.io/next-node-ids'] ?? '0')?.[0]);
  return Array.from({ length: spec.replicas }, (_, index) => first + index);
}

/** Every form of a Service's name that the operator puts into the certificates. */
const namesOf = (service: string): string[] => [
  service,
  `${service}.${namespace}`,
  `${service}.${namespace}.svc`,
  `${service}.${namespace}.svc.cluster.local`,
];

const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** This machine's interface on the nodes' network. */
function interfaceBeside(node: string): { readonly device: string; readonly prefix: string } {
  for (const [device, addresses = []] of Object.entries(networkInterfaces())) {
    for (const { address, netmask, family } of addresses) {
      if (family !== 'IPv4' || netmask !== '255.255.255.0') continue;
      if (Math.floor(numberOf(address) / 256) === Math.floor(numberOf(node) / 256))
        return { device, prefix: address.replace(/\.\d+$/, '') };
    }
  }
  throw new Error(
    `no Strimzi operator in this cluster, and this machine has no address beside its node ${node} for brokers outside of it: ` +
      'deploy to it first (make deploy), or use ../shared/cluster',
  );
}

export interface BrokerMachinesOptions {
  /** Of the synthesized stack. */
  readonly folder: string;
  readonly dir: string;
  /** Of any node. */
  readonly nodeAddress: string;
  /** Of the nodes, for the brokers' racks. */
  readonly zones: readonly string[];
}

/** Host part of the first broker's address: far from nodes and gateway. */
const FIRST_HOST = 240;

export class BrokerMachines {
  private constructor(
    readonly kafka: EmbeddedCluster,
    /** By broker id. */
    readonly addresses: ReadonlyMap<number, string>,
    private readonly device: string,
    private readonly authority: KeyPairFiles,
  ) {}

  static async start({ folder, dir, nodeAddress, zones }: BrokerMachinesOptions): Promise<BrokerMachines> {
    const [kafka] = renderedOf<Kafka>(folder, 'Kafka');
    const pool = renderedOf<KafkaNodePool>(folder, 'KafkaNodePool').find(({ spec }) => spec.roles.includes('broker'));
    if (kafka === undefined || pool === undefined) throw new Error(`${folder} has no Kafka, or no pool of brokers`);
    const ids = nodeIdsOf(pool);
    const { device, prefix } = interfaceBeside(nodeAddress);
    const addresses = new Map(ids.map((id) => [id, `${prefix}.${FIRST_HOST + id}`]));
    for (const address of addresses.values())
      await must('ip', ['address', 'replace', `${address}/32`, 'dev', device], { env: process.env });
    const authority = await makeAuthority(join(dir, 'certificates'), 'cluster-ca', {
      organization: 'io.strimzi',
      commonName: 'cluster-ca v0',
    });
    const stores = await keyStores(join(dir, 'certificates'), pool, authority);
    const embedded = await EmbeddedCluster.start({
      dir: join(dir, 'kafka'),
      env: process.env,
      brokers: ids.length,
      racks: zones,
      config: { ...configOf(kafka), ...QUICK_FAILOVER },
      secured: {
        authentication: authenticationOf(kafka),
        listen: (id) => ({ host: addresses.get(id) ?? '', port: listener.port }),
        advertised: (id) => ({
          host: `${podOf(pool.metadata.name ?? '', id)}.${brokersService}.${namespace}.svc`,
          port: listener.port,
        }),
        keyStoreFile: (id) => stores.get(id) ?? '',
      },
    });
    return new BrokerMachines(embedded, addresses, device, authority);
  }

  caSecret(): Promise<Secret> {
    return makeClusterCaSecret(this.authority, cluster, namespace);
  }

  async stop(): Promise<void> {
    await this.kafka.destroy();
    for (const address of this.addresses.values())
      await must('ip', ['address', 'del', `${address}/32`, 'dev', this.device], { env: process.env });
  }
}

async function keyStores(dir: string, pool: KafkaNodePool, authority: KeyPairFiles): Promise<Map<number, string>> {
  const stores = new Map<number, string>();
  for (const id of nodeIdsOf(pool)) {
    const pod = podOf(pool.metadata.name ?? '', id);
    const own = [
      `${pod}.${brokersService}.${namespace}.svc`,
      `${pod}.${brokersService}.${namespace}.svc.cluster.local`,
    ];
    const hosts = [...own, ...namesOf(bootstrapService), ...namesOf(brokersService)];
    stores.set(id, (await makeServerCertificate(dir, pod, hosts, authority)).keyStoreFile);
  }
  return stores;
}

/** The listener that our services use must be the one that these brokers have. */
function authenticationOf({ spec: { kafka } }: Kafka): 'scram' {
  const found = kafka.listeners.find(({ name }) => name === listener.name);
  const is = { type: found?.type, tls: found?.tls, port: found?.port, authentication: found?.authentication?.type };
  const can = { type: 'internal', tls: true, port: listener.port, authentication: 'scram-sha-512' };
  if (JSON.stringify(is) !== JSON.stringify(can) || kafka.authorization?.type !== 'simple')
    throw new Error(
      `the brokers of this test cannot do the listener ${JSON.stringify(is)}, only ${JSON.stringify(can)}`,
    );
  return 'scram';
}

/** Without what belongs to the operator's own extensions of the broker. */
function configOf({ spec: { kafka } }: Kafka): Record<string, string> {
  const entries = Object.entries(kafka.config ?? {});
  return Object.fromEntries(
    entries.filter(([key]) => !key.startsWith('cruise.control.')).map(([key, value]) => [key, String(value)]),
  );
}
