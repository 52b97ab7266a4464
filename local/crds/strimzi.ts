import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, type Environment } from '../kafka/cache-dir';
import { MAVEN_DEPENDENCY_PLUGIN_VERSION } from '../kafka/versions';
import { generatorJava, runTool } from './tools';

/** Class of the `io.strimzi.api.kafka.model` package, by the name of its CRD's file: the ones Strimzi's chart installs. */
const CLASSES: Readonly<Record<string, string>> = {
  kafka: 'kafka.Kafka',
  kafkabridge: 'bridge.KafkaBridge',
  kafkaconnect: 'connect.KafkaConnect',
  kafkaconnector: 'connector.KafkaConnector',
  kafkamirrormaker2: 'mirrormaker2.KafkaMirrorMaker2',
  kafkanodepool: 'nodepool.KafkaNodePool',
  kafkarebalance: 'rebalance.KafkaRebalance',
  kafkatopic: 'topic.KafkaTopic',
  kafkauser: 'user.KafkaUser',
  strimzipodset: 'podset.StrimziPodSet',
};

/** As Strimzi's own build calls it for 1.x (`api/pom.xml`): one version, its labels. */
const OPTIONS = [
  ['--yaml'],
  ['--target-kube', '1.16+'],
  ['--crd-api-version', 'v1'],
  ['--api-versions', 'v1'],
  ['--storage-version', 'v1'],
  ['--label', 'app:strimzi'],
  ['--label', 'strimzi.io/crd-install:true'],
].flat();

function pom(version: string): string {
  const dependency = (artifact: string): string =>
    `    <dependency><groupId>io.strimzi</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace</groupId>
  <artifactId>strimzi-crds</artifactId>
  <version>${version}</version>
  <packaging>pom</packaging>
  <dependencies>
${dependency('crd-generator')}
${dependency('api')}
  </dependencies>
</project>
`;
}

/** The generator's jars, from the cache or from Maven; the folder appears under its name only when it is complete. */
async function generatorJars(version: string, env: Environment): Promise<string> {
  const parent = join(cacheDir(env), 'crd-generator');
  const folder = join(parent, version);
  if (existsSync(folder)) return folder;
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, '.download-'));
  try {
    await writeFile(join(work, 'pom.xml'), pom(version));
    const goal = `org.apache.maven.plugins:maven-dependency-plugin:${MAVEN_DEPENDENCY_PLUGIN_VERSION}:copy-dependencies`;
    const jars = join(work, 'jars');
    await runTool('mvn', ['-B', '-q', '-f', join(work, 'pom.xml'), goal, `-DoutputDirectory=${jars}`], env);
    // Another process may have been faster: its folder holds the same.
    await rename(jars, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

/** CRDs of a Strimzi release by file name, as its published generator writes them from its published API classes. */
export async function strimziDefinitions(version: string, env: Environment): Promise<ReadonlyMap<string, string>> {
  const [jars, java] = await Promise.all([generatorJars(version, env), generatorJava(env)]);
  const work = await mkdtemp(join(tmpdir(), 'millrace-crds-'));
  try {
    const files = Object.entries(CLASSES).map(([name, type]) => ({ name, type, path: join(work, `${name}.yaml`) }));
    const targets = files.map(({ type, path }) => `io.strimzi.api.kafka.model.${type}=${path}`);
    await runTool(java, ['-cp', join(jars, '*'), 'io.strimzi.crdgenerator.CrdGenerator', ...OPTIONS, ...targets], env);
    const read = files.map(async ({ name, path }): Promise<[string, string]> => [name, await readFile(path, 'utf8')]);
    return new Map(await Promise.all(read));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
