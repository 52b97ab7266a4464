import { kafkaCluster } from '../cluster-names';
import { didYouMean } from '../spelling';
import { describe, pathTo } from '../violation';
import type { Overrides } from '../draft';
import { relationRule } from './rule';

/** Kafka's own limit (`Topic.MAX_NAME_LENGTH`): the name and a partition number make a folder's name. */
const longest = 249;

export const topicNamesAreLegal = relationRule({
  code: 'TOPIC_NAME_INVALID',
  title: 'a topic has a name that Kafka takes',
  allowed: `1 to ${longest} letters, digits, dots, underscores and hyphens, but not . or ..`,
  fix: 'rename it: <domain>.<noun>.<what happened>',
  needs: [],
  check: (_, { topics }) =>
    Object.keys(topics).flatMap((name) =>
      name.length <= longest && /^[A-Za-z0-9._-]+$/.test(name) && name !== '.' && name !== '..'
        ? []
        : [{ path: pathTo('contracts', 'topics', name), got: describe(name) }],
    ),
});

export const topicNamesAreNotReserved = relationRule({
  code: 'TOPIC_NAME_RESERVED',
  title: "names that start with two underscores are Kafka's own (__consumer_offsets)",
  allowed: 'any other beginning',
  fix: 'rename it',
  needs: [],
  check: (_, { topics }) =>
    Object.keys(topics).flatMap((name) =>
      name.startsWith('__') ? [{ path: pathTo('contracts', 'topics', name), got: describe(name) }] : [],
    ),
});

/** As Kafka's metrics see a name: `.` and `_` are the same there (`Topic.hasCollision`). */
const collisionKey = (name: string): string => name.replaceAll('.', '_');

export const topicNamesDoNotCollide = relationRule({
  code: 'TOPIC_NAMES_COLLIDE',
  title:
    'no two topics have names that differ only in . and _: metrics cannot tell them apart and Kafka refuses the second',
  allowed: 'names that differ in more than . and _',
  fix: 'rename one',
  needs: [],
  check: (_, { topics }) => {
    const names = Object.keys(topics);
    return names.flatMap((name, index) => {
      const earlier = names.slice(0, index).find((other) => collisionKey(other) === collisionKey(name));
      return earlier === undefined
        ? []
        : [{ path: pathTo('contracts', 'topics', name), got: `${describe(name)} beside ${describe(earlier)}` }];
    });
  },
});

export const serviceNamesAreDnsLabels = relationRule({
  code: 'SERVICE_NAME_INVALID',
  title: "a service's name is also its pods', its user's and the beginning of its transactional ids",
  allowed: '1 to 40 lower-case letters, digits and hyphens, with a letter first and no hyphen last',
  fix: 'rename it',
  needs: [],
  check: (_, { services }) =>
    Object.keys(services).flatMap((name) =>
      name.length <= 40 && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)
        ? []
        : [{ path: pathTo('contracts', 'services', name), got: describe(name) }],
    ),
});

/** The operator names what it makes after the cluster: secrets, services, accounts, in the namespace of the services. */
const reserved = `${kafkaCluster.name}-`;

export const serviceNamesAreNotTheOperators = relationRule({
  code: 'SERVICE_NAME_RESERVED',
  title: "a service's user and its secret have its name; the operator's own begin with the cluster's",
  allowed: `a name that does not begin with ${reserved}`,
  fix: 'rename it',
  needs: [],
  check: (_, { services }) =>
    Object.keys(services).flatMap((name) =>
      name.startsWith(reserved) ? [{ path: pathTo('contracts', 'services', name), got: describe(name) }] : [],
    ),
});

const unknownKeys = (part: 'topics' | 'services', { [part]: overridden }: Overrides, known: readonly string[]) =>
  overridden
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: pathTo(part, name),
      got: describe(name),
      allowed: known.join(', '),
      ...didYouMean(name, known),
    }));

export const overriddenTopicsAreKnown = relationRule({
  code: 'TOPIC_UNKNOWN',
  title: 'an environment and the catalogue give settings to topics that contracts/topics.ts has',
  allowed: 'the names in contracts/topics.ts',
  fix: 'correct the name, or add the topic to contracts/topics.ts',
  needs: ['overrides'],
  check: ({ overrides }, { topics, catalogue }) => {
    const known = Object.keys(topics);
    const inCatalogue = Object.keys(catalogue).filter((name) => !known.includes(name));
    return [
      ...unknownKeys('topics', overrides, known),
      ...inCatalogue.map((name) => ({
        path: pathTo('catalogue', name),
        got: describe(name),
        ...didYouMean(name, known),
      })),
    ];
  },
});

export const overriddenServicesAreKnown = relationRule({
  code: 'SERVICE_UNKNOWN',
  title: 'an environment gives settings to services that contracts/services.ts has',
  allowed: 'the names in contracts/services.ts',
  fix: 'correct the name, or add the service to contracts/services.ts',
  needs: ['overrides'],
  check: ({ overrides }, { services }) => unknownKeys('services', overrides, Object.keys(services)),
});

export const nameRules = [
  topicNamesAreLegal,
  topicNamesAreNotReserved,
  topicNamesDoNotCollide,
  serviceNamesAreDnsLabels,
  serviceNamesAreNotTheOperators,
  overriddenTopicsAreKnown,
  overriddenServicesAreKnown,
];
