import { versionMatrix } from '../../model/versions';
import type { Environment } from './cache-dir';
import { runTool } from './run-tool';
import type { KafkaJars } from './resolve-jars';
import type { KafkaVersion } from './versions';

/**
 * Raises the metadata version to that of a release, once every node runs it; it cannot be taken back. Only that feature,
 * as Strimzi does at the end of an upgrade. Rejects with the tool's words when a node is too old for it.
 */
export async function raiseMetadataVersion(
  jars: KafkaJars,
  bootstrapServers: readonly string[],
  to: KafkaVersion,
  env: Environment,
): Promise<void> {
  const { metadata } = versionMatrix.kafka[to];
  await runTool(
    jars,
    'org.apache.kafka.tools.FeatureCommand',
    ['--bootstrap-server', bootstrapServers.join(), 'upgrade', '--metadata', metadata],
    { env, heap: '64m', jvmOptions: ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'], timeoutMs: 60_000 },
  );
}
