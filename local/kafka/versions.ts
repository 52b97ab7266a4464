/**
 * The versions of what the embedded Kafka runs on. Feeds the generated Maven pom, the cache folder's name and the name
 * of the checksum lists; after a change run `npx tsx local/kafka/write-checksums.ts` and commit the new lists.
 */
export const KAFKA_VERSION = '4.3.1';

/** The supported version before it: what a rolling upgrade is proven from. Both are in `model/versions.ts`. */
export const KAFKA_VERSION_BEFORE = '4.2.1';

/** Every Kafka whose jars are pinned by a checksum list, the newest first. */
export const kafkaVersions = [KAFKA_VERSION, KAFKA_VERSION_BEFORE] as const;
export type KafkaVersion = (typeof kafkaVersions)[number];

/** Kafka 4 is built against slf4j 1.7: `log4j-slf4j-impl` binds that one, `log4j-slf4j2-impl` would be ignored. */
export const LOG4J_VERSION = '2.25.3';

/** Of Strimzi (docs/adr/0013), the newest that Maven Central has. */
export const METRICS_REPORTER_VERSION = '0.2.0';

export const MAVEN_DEPENDENCY_PLUGIN_VERSION = '3.8.1';

/** Kafka 4 brokers are compiled for Java 17. */
export const MINIMUM_JAVA = 17;
