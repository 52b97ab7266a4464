import { isLaptop } from '../placement';
import { didYouMean } from '../spelling';
import { describe } from '../violation';
import { relationRule, valueRule } from './rule';

export const versionsAreSupported = valueRule({
  code: 'VERSION_UNSUPPORTED',
  title: 'Kafka, Strimzi and Kubernetes are of versions that are in model/versions.ts',
  allowed: 'the versions of the matrix',
  fix: 'leave it out for the newest supported',
  needs: ['versions'],
  check: ({ versions }, { versions: matrix }) => {
    const known = {
      kafka: Object.keys(matrix.kafka),
      strimzi: Object.keys(matrix.strimzi),
      kubernetes: [...new Set(Object.values(matrix.strimzi).flatMap(({ kubernetes }) => kubernetes))],
    };
    return (['kafka', 'strimzi', 'kubernetes'] as const).flatMap((product) =>
      known[product].includes(versions[product])
        ? []
        : [
            {
              path: `versions.${product}`,
              got: describe(versions[product]),
              allowed: known[product].join(', '),
              ...didYouMean(versions[product], known[product]),
            },
          ],
    );
  },
});

export const versionsWorkTogether = relationRule({
  code: 'VERSIONS_INCOMPATIBLE',
  title:
    'on a cluster Strimzi runs this Kafka on this Kubernetes; on a laptop the Kafka is the one that is pinned there',
  allowed: 'what the matrix in model/versions.ts lists together',
  fix: 'move them together: the operator first, then the brokers, then the metadata version',
  needs: ['platform', 'versions'],
  check: ({ platform, versions }, { versions: matrix }) => {
    const release = matrix.strimzi[versions.strimzi];
    const wrong = (product: 'kafka' | 'kubernetes', allowed: readonly string[], beside: string) =>
      allowed.includes(versions[product])
        ? []
        : [
            {
              path: `versions.${product}`,
              got: `${describe(versions[product])} ${beside}`,
              allowed: allowed.join(', ') || 'none',
            },
          ];
    if (isLaptop(platform)) return wrong('kafka', matrix.laptop, `on ${platform.kind}`);
    const beside = `with Strimzi ${versions.strimzi}`;
    return [...wrong('kafka', release?.kafka ?? [], beside), ...wrong('kubernetes', release?.kubernetes ?? [], beside)];
  },
});

export const versionRules = [versionsAreSupported, versionsWorkTogether];
