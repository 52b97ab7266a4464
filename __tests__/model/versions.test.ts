import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json';
import {
  chartVersions,
  containerImages,
  drainCleanerVersion,
  platformVersion,
  prometheusOperatorVersion,
  toolVersions,
  versionMatrix,
} from '../../model/versions';
import { KAFKA_VERSION } from '../../local/kafka/versions';

describe('the versions file', () => {
  it('has the newest of each among those that work together', () => {
    const { newest, strimzi, kafka, laptop } = versionMatrix;
    expect(Object.keys(kafka)).toContain(newest.kafka);
    expect(strimzi[newest.strimzi].kafka).toContain(newest.kafka);
    expect(strimzi[newest.strimzi].kubernetes).toContain(newest.kubernetes);
    expect(laptop).toEqual([newest.kafka]);
  });

  it('lists for Strimzi only releases of Kafka whose metadata version is known', () => {
    for (const { kafka } of Object.values(versionMatrix.strimzi)) {
      for (const release of kafka) expect(versionMatrix.kafka[release].metadata).toMatch(/^\d\.\d-IV\d$/);
    }
  });

  it('runs the same Kafka in containers, from jars and on the clusters', () => {
    expect(containerImages.kafka).toBe(`apache/kafka:${versionMatrix.newest.kafka}`);
    expect(KAFKA_VERSION).toBe(versionMatrix.newest.kafka);
  });

  it.each(Object.entries(containerImages))('pins the image of %s to a full version', (_name, image) => {
    expect(image).toMatch(/:v?\d+\.\d+\.\d+(-[a-z-]+)?$/);
  });

  it.each(
    Object.entries({
      ...chartVersions,
      ...toolVersions,
      prometheusOperator: prometheusOperatorVersion,
      drainCleaner: drainCleanerVersion,
    }),
  )('pins %s to a full version', (_name, version) => {
    expect(version).toMatch(/^v?\d+(\.\d+){2,3}$/);
  });

  it("has .ci/run's Helm, and the schemas of the newest Kubernetes", () => {
    const script = readFileSync(join(__dirname, '../../.ci/run'), 'utf8');
    expect([...script.matchAll(/^HELM_VERSION=(\S+)/gm)].map(([, version]) => version)).toEqual([toolVersions.helm]);
    expect(toolVersions.kubernetesSchemas).toMatch(new RegExp(`^v${versionMatrix.newest.kubernetes}\\.`));
  });

  it('has the version of package.json', () => {
    expect(platformVersion).toBe(packageJson.version);
  });
});
