import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from './cache-dir';
import { LocalKafkaError } from './errors';
import { KAFKA_VERSION, LOG4J_VERSION, MAVEN_DEPENDENCY_PLUGIN_VERSION, type KafkaVersion } from './versions';

const run = promisify(execFile);

// kafka-tools brings Connect and with it Jetty, Jersey and 40 more jars; the performance and console tools need none.
const LEFT_OUT = [
  ['org.apache.kafka', 'connect-api'],
  ['org.apache.kafka', 'connect-json'],
  ['org.apache.kafka', 'connect-runtime'],
  ['org.apache.kafka', 'connect-transforms'],
] as const;

/** One dependency of a pom. */
export function mavenDependency(group: string, artifact: string, version: string, exclusions = ''): string {
  return (
    `    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId>` +
    `<version>${version}</version>${exclusions}</dependency>`
  );
}

/** The pom that asks Maven for these dependencies and what they need at run time, and for nothing else. */
export function pomOf(artifact: string, version: string, dependencies: readonly string[]): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace</groupId>
  <artifactId>${artifact}</artifactId>
  <version>${version}</version>
  <packaging>pom</packaging>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>${MAVEN_DEPENDENCY_PLUGIN_VERSION}</version>
        <configuration><outputDirectory>\${project.basedir}/jars</outputDirectory><includeScope>runtime</includeScope></configuration>
      </plugin>
    </plugins>
  </build>
</project>
`;
}

/** The broker, Kafka's tools and a logger. */
export function renderPom(kafkaVersion: KafkaVersion = KAFKA_VERSION): string {
  const excluded = LEFT_OUT.map(
    ([group, artifact]) => `<exclusion><groupId>${group}</groupId><artifactId>${artifact}</artifactId></exclusion>`,
  ).join('');
  return pomOf('embedded-kafka', kafkaVersion, [
    mavenDependency('org.apache.kafka', 'kafka_2.13', kafkaVersion),
    mavenDependency('org.apache.kafka', 'kafka-tools', kafkaVersion, `<exclusions>${excluded}</exclusions>`),
    mavenDependency('org.apache.logging.log4j', 'log4j-slf4j-impl', LOG4J_VERSION),
    mavenDependency('org.apache.logging.log4j', 'log4j-core', LOG4J_VERSION),
  ]);
}

/**
 * Resolves a pom in `workDir` and returns the folder with the jars. Without `env` Maven gets this process's own.
 * @param name what they are, for the error
 */
export async function downloadJars(workDir: string, name: string, pom: string, env?: Environment): Promise<string> {
  await mkdir(workDir, { recursive: true });
  const file = join(workDir, 'pom.xml');
  await writeFile(file, pom);
  try {
    await run('mvn', ['-B', '-q', '-f', file, 'dependency:copy-dependencies'], {
      ...(env === undefined ? {} : { env }),
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const output = typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : '';
    const firstErrors = output
      .split('\n')
      .filter((line) => line.includes('ERROR'))
      .slice(0, 3)
      .join('\n');
    throw new LocalKafkaError(
      'LOCAL_JARS_UNRESOLVED',
      `Maven could not fetch the jars of ${name}; it needs Maven Central or a mirror named in ~/.m2/settings.xml.\n${firstErrors}`,
      { canRetry: true, cause: error },
    );
  }
  return join(workDir, 'jars');
}
