import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { encodeRuntimeConfig, type RuntimeConfig } from '../../../contracts/runtime-config';
import type { ServiceName } from '../../../contracts/services';
import { local } from '../../../environments/local';
import { bundleServices } from '../../../local/build/bundle';
import { EmbeddedCluster, reconcileTopics } from '../../../local/kafka';
import { resolve } from '../../../model/resolve';
import { runtimeConfig } from '../../../model/runtime-config';
import { runToEnd, ServiceProcess, type Ended } from './service-process';

export type Changes = { readonly [K in keyof RuntimeConfig]?: Partial<RuntimeConfig[K]> };

const environment = resolve(local);

/** Sections are merged, so that a test changes single settings of what the model says. */
function changed(config: RuntimeConfig, changes: Changes): RuntimeConfig {
  const merged: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(changes)) {
    const before = merged[key];
    const both = typeof before === 'object' && typeof value === 'object' && !Array.isArray(value);
    merged[key] = both ? { ...before, ...value } : value;
  }
  return merged as unknown as RuntimeConfig;
}

/** Real brokers with the model's topics, and the services as real processes from the bundle that is shipped. */
export class TestPlatform {
  private readonly services: ServiceProcess[] = [];

  private constructor(
    readonly cluster: EmbeddedCluster,
    private readonly dir: string,
  ) {}

  static async start(): Promise<TestPlatform> {
    const dir = await mkdtemp(join(tmpdir(), 'millrace-services-'));
    const bundled = bundleServices(dir);
    const config = { ...environment.kafka.config, 'group.initial.rebalance.delay.ms': '0' };
    const cluster = await EmbeddedCluster.start({ dir: join(dir, 'kafka'), env: process.env, config });
    const topics = environment.topics.map(({ name, partitions, replicationFactor, config: settings }) => ({
      name,
      partitions,
      replicationFactor,
      config: settings,
    }));
    await reconcileTopics(cluster.bootstrapServers, topics);
    await bundled;
    return new TestPlatform(cluster, dir);
  }

  /** A program of this folder, bundled as the services are. */
  async bundle(entry: string): Promise<string> {
    const outfile = join(this.dir, entry.replace(/\.ts$/, '.js'));
    await build({
      entryPoints: [join(__dirname, entry)],
      outfile,
      bundle: true,
      platform: 'node',
      keepNames: true,
      logLevel: 'silent',
    });
    return outfile;
  }

  variables(name: ServiceName, changes: Changes = {}): Record<string, string> {
    const config = runtimeConfig(environment, name, {
      bootstrapServers: this.cluster.bootstrapServers,
      instance: `${name}-${this.services.length + 1}`,
      security: { protocol: 'PLAINTEXT' },
    });
    // A free port, which the service says it has.
    return encodeRuntimeConfig(changed(changed(config, { http: { port: 0 }, drainTimeoutMs: 10_000 }), changes));
  }

  /** Starts a service and resolves when it answers; `ready()` says when it can do its work. */
  async service(
    name: ServiceName,
    changes: Changes = {},
    program = join(this.dir, `${name}.js`),
  ): Promise<ServiceProcess> {
    const service = await ServiceProcess.start(program, this.variables(name, changes));
    this.services.push(service);
    return service;
  }

  /** The health command as an image has it. */
  health(name: ServiceName, variables: Record<string, string> = this.variables(name)): Promise<Ended> {
    return runToEnd(join(this.dir, 'health.js'), variables);
  }

  /** A service that is not expected to stay. */
  runToEnd(name: ServiceName, variables: Record<string, string>): Promise<Ended> {
    return runToEnd(join(this.dir, `${name}.js`), variables);
  }

  async stopServices(): Promise<void> {
    await Promise.all(this.services.splice(0).map((service) => service.end()));
  }

  async stop(): Promise<void> {
    await this.stopServices();
    await this.cluster.destroy();
    await rm(this.dir, { recursive: true, force: true });
  }
}
