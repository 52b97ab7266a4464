import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, type KafkaConfig } from 'kafkajs';
import type { Secret } from 'kubernetes-types/core/v1';
import { encodeRuntimeConfig, type KafkaSecurity } from '../../../contracts/runtime-config';
import type { ServiceName } from '../../../contracts/services';
import { local } from '../../../environments/local';
import { bundleServices } from '../../../local/build/bundle';
import { EmbeddedCluster, reconcileTopics, type SecuredListener } from '../../../local/kafka';
import { chooseFreePorts } from '../../../local/kafka/ports';
import { clusterCaSecret, kafkaCluster, namespaces } from '../../../model/cluster-names';
import { resolve } from '../../../model/resolve';
import { runtimeConfig } from '../../../model/runtime-config';
import { kafkaUsers } from '../../../modules/kafka/users';
import type { KafkaUser } from '../../../modules/kubernetes/generated/strimzi';
import { makeAuthority, makeServerCertificate, type KeyPairFiles } from '../../support/certificates';
import { applyUsers, fromSecret, makeClusterCaSecret } from '../../support/user-operator';
import { MeteredPort } from './metered-port';
import { runToEnd, ServiceProcess, type Ended } from '../services/service-process';

type Authentication = SecuredListener['authentication'];

const environment = resolve(local);
const BROKERS = environment.kafka.brokers.map(({ id }) => id);
/** What clients are told to connect to; the certificates are for this name and no other. */
const HOST = 'localhost';

/** A pod's secret volume: one file for each key. @returns the folder */
async function mount(dir: string, { metadata, data = {} }: Secret): Promise<string> {
  const folder = join(dir, metadata?.name ?? '');
  await mkdir(folder, { recursive: true });
  for (const [key, value] of Object.entries(data)) await writeFile(join(folder, key), Buffer.from(value, 'base64'));
  return folder;
}

interface Listening {
  readonly listener: SecuredListener;
  /** In the brokers' order. */
  readonly meters: readonly MeteredPort[];
}

/** Clients come through metered ports, as pods come through services. */
async function listen(
  dir: string,
  authentication: Authentication,
  authority: KeyPairFiles,
  clientsAuthority: KeyPairFiles,
): Promise<Listening> {
  const ports = await chooseFreePorts(BROKERS.length, []);
  const portOf = (id: number): number => ports[BROKERS.indexOf(id)] ?? 0;
  const stores = await Promise.all(BROKERS.map((id) => makeServerCertificate(dir, `broker-${id}`, [HOST], authority)));
  const meters = await Promise.all(BROKERS.map((id) => MeteredPort.open(() => portOf(id))));
  const base = {
    listen: (id: number) => ({ host: '127.0.0.1', port: portOf(id) }),
    advertised: (id: number) => ({ host: HOST, port: meters[BROKERS.indexOf(id)]?.port ?? 0 }),
    keyStoreFile: (id: number) => stores[BROKERS.indexOf(id)]?.keyStoreFile ?? '',
  };
  if (authentication === 'scram') return { listener: { ...base, authentication }, meters };
  return { listener: { ...base, authentication, clientsCaFile: clientsAuthority.certFile }, meters };
}

/** Brokers with the listener of the Kafka object: TLS, users, the ACLs of the model; and services as their users. */
export class SecuredPlatform {
  private readonly services: ServiceProcess[] = [];

  private constructor(
    readonly cluster: EmbeddedCluster,
    private readonly listening: Listening,
    readonly dir: string,
    readonly users: readonly KafkaUser[],
    private readonly secrets: ReadonlyMap<string, Secret>,
    /** An authority that signed nothing here. */
    readonly stranger: KeyPairFiles,
  ) {}

  static async start(authentication: Authentication): Promise<SecuredPlatform> {
    const dir = await mkdtemp(join(tmpdir(), 'millrace-secured-'));
    const certificates = join(dir, 'certificates');
    const bundled = bundleServices(dir);
    const [authority, clientsAuthority, stranger] = await Promise.all([
      makeAuthority(certificates, 'cluster-ca', { organization: 'io.strimzi', commonName: 'cluster-ca v0' }),
      makeAuthority(certificates, 'clients-ca', { organization: 'io.strimzi', commonName: 'clients-ca v0' }),
      makeAuthority(certificates, 'stranger', { commonName: 'a stranger' }),
    ]);
    const listening = await listen(certificates, authentication, authority, clientsAuthority);
    const secured = listening.listener;
    const config = { ...environment.kafka.config, 'group.initial.rebalance.delay.ms': '0' };
    const cluster = await EmbeddedCluster.start({ dir: join(dir, 'kafka'), env: process.env, config, secured });
    const { bootstrapServers } = cluster;
    const users = kafkaUsers({ services: environment.services, authentication });
    const operator = { bootstrapServers, clientsAuthority, dir: certificates };
    const [own, ca] = await Promise.all([
      applyUsers(users, operator),
      makeClusterCaSecret(authority, kafkaCluster.name, namespaces.platform),
      reconcileTopics(bootstrapServers, environment.topics),
    ]);
    const secrets = new Map([...own, ca].map((secret) => [secret.metadata?.name ?? '', secret]));
    for (const secret of secrets.values()) await mount(join(dir, 'secrets'), secret);
    await bundled;
    return new SecuredPlatform(cluster, listening, dir, users, secrets, stranger);
  }

  /** `host:port` of the secured listeners. */
  get bootstrapServers(): string[] {
    return this.listening.meters.map(({ port }) => `${HOST}:${port}`);
  }

  /** What each broker has sent through its secured listener so far, in bytes, by the broker's rack. */
  sentByRack(): Record<string, number> {
    const { nodes } = this.cluster;
    return Object.fromEntries(this.listening.meters.map(({ bytes }, index) => [nodes[index]?.rack ?? '', bytes]));
  }

  /** A file of a secret, as a pod has it. */
  file(secret: string, key: string): string {
    return join(this.dir, 'secrets', secret, key);
  }

  secret(name: string, key: string): string {
    const found = this.secrets.get(name);
    if (found === undefined) throw new Error(`there is no secret ${name}`);
    return fromSecret(found, key);
  }

  /** A file of the test's own. */
  async write(name: string, content: string): Promise<string> {
    const path = join(this.dir, name);
    await writeFile(path, content);
    return path;
  }

  security(user: ServiceName): KafkaSecurity {
    const caFile = this.authorityFile;
    if (this.listening.listener.authentication === 'mtls') {
      return { protocol: 'SSL', caFile, certFile: this.file(user, 'user.crt'), keyFile: this.file(user, 'user.key') };
    }
    const passwordFile = this.file(user, 'password');
    return { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', username: user, passwordFile, caFile };
  }

  variables(name: ServiceName, changes: { security?: KafkaSecurity; rack?: string } = {}): Record<string, string> {
    const { security = this.security(name), rack } = changes;
    const config = runtimeConfig(environment, name, {
      bootstrapServers: this.bootstrapServers,
      instance: `${name}-${this.services.length + 1}`,
      security,
      ...(rack === undefined ? {} : { rack }),
    });
    return encodeRuntimeConfig({ ...config, http: { ...config.http, port: 0 }, drainTimeoutMs: 10_000 });
  }

  /** Starts a service and resolves when it answers. */
  async service(name: ServiceName, variables = this.variables(name)): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(join(this.dir, `${name}.js`), variables);
    this.services.push(service);
    return service;
  }

  /** The health command as an image has it. */
  health(name: ServiceName, variables = this.variables(name)): Promise<Ended> {
    return runToEnd(join(this.dir, 'health.js'), variables);
  }

  /** By which clients know the brokers. */
  get authorityFile(): string {
    return this.file(clusterCaSecret, 'ca.crt');
  }

  /** For a client of the test's own on the secured listener, with a service's user. */
  clientConfig(user: ServiceName): KafkaConfig {
    const ca = [this.secret(clusterCaSecret, 'ca.crt')];
    const known: Pick<KafkaConfig, 'ssl' | 'sasl'> =
      this.listening.listener.authentication === 'mtls'
        ? { ssl: { ca, cert: this.secret(user, 'user.crt'), key: this.secret(user, 'user.key') } }
        : {
            ssl: { ca },
            sasl: { mechanism: 'scram-sha-512', username: user, password: this.secret(user, 'password') },
          };
    return {
      ...known,
      clientId: `test-${user}`,
      brokers: this.bootstrapServers,
      logLevel: logLevel.NOTHING,
      connectionTimeout: 3_000,
      requestTimeout: 5_000,
      retry: { retries: 1, initialRetryTime: 50 },
    };
  }

  client(user: ServiceName, changes: Partial<KafkaConfig> = {}): Kafka {
    return new Kafka({ ...this.clientConfig(user), ...changes });
  }

  async stopServices(): Promise<void> {
    await Promise.all(this.services.splice(0).map((service) => service.end()));
  }

  async stop(): Promise<void> {
    await this.stopServices();
    for (const meter of this.listening.meters) meter.close();
    await this.cluster.destroy();
    await rm(this.dir, { recursive: true, force: true });
  }
}
