import { didYouMean } from '../spelling';
import { describe, pathTo } from '../violation';
import { transactionalIdPrefixOf } from '../grants';
import type { ServiceTerms } from '../contracts';
import { relationRule, type Finding } from './rule';

/** Rules about what the services' contracts say; they are the same in every environment. */

const at = (service: string, ...keys: readonly PropertyKey[]): string =>
  pathTo('contracts', 'services', service, ...keys);

function inEach(
  services: Readonly<Record<string, ServiceTerms>>,
  check: (name: string, terms: ServiceTerms) => readonly Finding[],
): Finding[] {
  return Object.entries(services).flatMap(([name, terms]) => [...check(name, terms)]);
}

export const grantedTopicsAreKnown = relationRule({
  code: 'SERVICE_TOPIC_UNKNOWN',
  title: 'a service produces and consumes topics that contracts/topics.ts has',
  allowed: 'the names in contracts/topics.ts',
  fix: 'correct the name, or add the topic',
  needs: [],
  check: (_, { services, topics }) => {
    const known = Object.keys(topics);
    const unknown = (path: string, topic: string): Finding[] =>
      known.includes(topic)
        ? []
        : [{ path, got: describe(topic), allowed: known.join(', '), ...didYouMean(topic, known) }];
    return inEach(services, (name, { produces, consumes, deadLetter }) => [
      ...produces.flatMap((topic, index) => unknown(at(name, 'produces', index), topic)),
      ...consumes.flatMap((topic, index) => unknown(at(name, 'consumes', index), topic)),
      ...(deadLetter === undefined ? [] : unknown(at(name, 'deadLetter'), deadLetter)),
    ]);
  },
});

export const consumersHaveAGroup = relationRule({
  code: 'SERVICE_GROUP_MISSING',
  title: 'a service that consumes has a consumer group, where its progress is kept',
  allowed: 'a name that is not empty',
  fix: "use the service's own name",
  needs: [],
  check: (_, { services }) =>
    inEach(services, (name, { consumes, group }) =>
      consumes.length > 0 && (group ?? '').trim() === '' ? [{ path: at(name, 'group'), got: describe(group) }] : [],
    ),
});

export const groupsHaveOneOwner = relationRule({
  code: 'SERVICE_GROUP_SHARED',
  title: 'a consumer group belongs to one service: two in one group take records from each other',
  allowed: 'a group that no other service has',
  fix: "use the service's own name",
  needs: [],
  check: (_, { services }) =>
    inEach(services, (name, { group }) => {
      const owner = Object.keys(services).find((other) => group !== undefined && services[other]?.group === group);
      return owner === undefined || owner === name
        ? []
        : [{ path: at(name, 'group'), got: `${describe(group)}, which ${owner} owns` }];
    }),
});

export const transactionalIdsHaveOneOwner = relationRule({
  code: 'SERVICE_TRANSACTIONAL_IDS_OVERLAP',
  title: 'a transactional id belongs to one service: whoever else may use it ends its transactions',
  allowed: "ids <service>-<topic>-<partition> that no other service's can be",
  fix: 'rename the service or the topic that it consumes',
  needs: [],
  check: (_, { services }) => {
    const prefixes = Object.entries(services).flatMap(([name, { transactional, consumes }]) =>
      (transactional ? consumes : []).map((topic) => ({ name, prefix: transactionalIdPrefixOf(name, topic) })),
    );
    return prefixes.flatMap(({ name, prefix }) => {
      const other = prefixes.find((one) => one.name !== name && prefix.startsWith(one.prefix));
      return other === undefined
        ? []
        : [{ path: at(name), got: `${describe(prefix)}, which begins as ${describe(other.prefix)} of ${other.name}` }];
    });
  },
});

export const servicesDoNotFeedThemselves = relationRule({
  code: 'SERVICE_CONSUMES_ITS_OUTPUT',
  title: 'a service does not consume what it produces, or one record goes round for ever',
  allowed: 'topics that it does not produce',
  fix: 'use another topic for the output',
  needs: [],
  check: (_, { services }) =>
    inEach(services, (name, { produces, consumes, deadLetter }) =>
      consumes.flatMap((topic, index) =>
        produces.includes(topic) && topic !== deadLetter
          ? [{ path: at(name, 'consumes', index), got: describe(topic) }]
          : [],
      ),
    ),
});

export const topicsHaveAnOwner = relationRule({
  code: 'TOPIC_OWNER_UNKNOWN',
  title: 'somebody answers for what is in a topic',
  allowed: "a service's name, or 'platform'",
  fix: 'name the service that defines the events',
  needs: [],
  check: (_, { services, topics }) => {
    const owners = [...Object.keys(services), 'platform'];
    return Object.entries(topics).flatMap(([name, { owner }]) =>
      owners.includes(owner)
        ? []
        : [{ path: pathTo('contracts', 'topics', name, 'owner'), got: describe(owner), ...didYouMean(owner, owners) }],
    );
  },
});

/** Grants come from the services' contracts alone, so nobody at all could reach such a topic. */
export const topicsAreUsed = relationRule({
  code: 'TOPIC_UNUSED',
  title: 'at least one service produces or consumes a topic; nobody else may',
  allowed: 'a topic that is among the produces or consumes of a service',
  fix: 'remove the topic, or add it to a service in contracts/services.ts',
  needs: [],
  check: (_, { services, topics }) => {
    const used = new Set(Object.values(services).flatMap(({ produces, consumes }) => [...produces, ...consumes]));
    return Object.keys(topics).flatMap((name) =>
      used.has(name) ? [] : [{ path: pathTo('contracts', 'topics', name), got: 'a topic that no service names' }],
    );
  },
});

export const grantRules = [
  grantedTopicsAreKnown,
  consumersHaveAGroup,
  groupsHaveOneOwner,
  transactionalIdsHaveOneOwner,
  servicesDoNotFeedThemselves,
  topicsHaveAnOwner,
  topicsAreUsed,
];
