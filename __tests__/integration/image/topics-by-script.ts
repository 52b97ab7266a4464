import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EmbeddedCluster } from '../../../local/kafka';
import { repository } from './docker';

const tools = {
  'kafka-topics.sh': 'org.apache.kafka.tools.TopicCommand',
  'kafka-configs.sh': 'kafka.admin.ConfigCommand',
} as const;

/** Runs the script that the compose file runs, with Kafka's own tools out of the embedded cluster's jars. */
export async function topicsByScript(cluster: EmbeddedCluster, folder: string): Promise<string> {
  const { classpath, java } = await cluster.jars();
  for (const [name, main] of Object.entries(tools)) {
    const file = join(folder, name);
    const flags = '-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC';
    await writeFile(file, `#!/bin/sh\nexec '${java.command}' ${flags} -cp '${classpath}' ${main} "$@"\n`);
    await chmod(file, 0o755);
  }
  const script = join(repository, 'local', 'compose', 'config', 'create-topics.sh');
  const { stdout } = await promisify(execFile)('bash', [script], {
    env: { PATH: process.env['PATH'], KAFKA_TOOLS: folder, BOOTSTRAP_SERVERS: cluster.bootstrapServers.join(',') },
  });
  return stdout;
}
