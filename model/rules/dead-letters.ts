import { client } from '../defaults';
import type { Draft, ServiceDraft, TopicDraft } from '../draft';
import { describe, pathTo } from '../violation';
import { relationRule, type Finding } from './rule';

const at = (service: string): string => pathTo('contracts', 'services', service, 'deadLetter');

export const consumersHaveADeadLetterTopic = relationRule({
  code: 'SERVICE_DEAD_LETTER_MISSING',
  title: 'a service that consumes has a dead-letter topic, or one record that it cannot process stops a partition',
  allowed: 'the name of a topic',
  fix: 'add a topic <service>.dead-letter and name it',
  needs: [],
  check: (_, { services }) =>
    Object.entries(services).flatMap(([name, { consumes, deadLetter }]) =>
      consumes.length > 0 && deadLetter === undefined ? [{ path: at(name), got: describe(deadLetter) }] : [],
    ),
});

export const deadLettersMayBeWritten = relationRule({
  code: 'SERVICE_DEAD_LETTER_NOT_PRODUCED',
  title: 'a service may write to its dead-letter topic: it is among its produces',
  allowed: "one of the service's produces",
  fix: 'add it to produces',
  needs: [],
  check: (_, { services }) =>
    Object.entries(services).flatMap(([name, { produces, deadLetter }]) =>
      deadLetter === undefined || produces.includes(deadLetter)
        ? []
        : [{ path: at(name), got: describe(deadLetter), allowed: produces.join(', ') || 'nothing is produced' }],
    ),
});

export const deadLettersAreNotRead = relationRule({
  code: 'SERVICE_DEAD_LETTER_CONSUMED',
  title: 'a service does not consume its own dead-letter topic, or what it gave up comes back for ever',
  allowed: 'a topic that is not among its consumes',
  fix: 'remove it from consumes; send dead letters back by hand, once their cause is gone',
  needs: [],
  check: (_, { services }) =>
    Object.entries(services).flatMap(([name, { consumes, deadLetter }]) =>
      deadLetter !== undefined && consumes.includes(deadLetter) ? [{ path: at(name), got: describe(deadLetter) }] : [],
    ),
});

export const deadLettersHaveOneWriter = relationRule({
  code: 'SERVICE_DEAD_LETTER_SHARED',
  title: 'each consuming service has a dead-letter topic of its own, so that each finds its own',
  allowed: "a topic that is no other service's dead-letter topic",
  fix: 'add a topic <service>.dead-letter and name it',
  needs: [],
  check: (_, { services }) =>
    Object.entries(services).flatMap(([name, { deadLetter }]) => {
      if (deadLetter === undefined) return [];
      const owner = Object.keys(services).find((other) => services[other]?.deadLetter === deadLetter);
      return owner === undefined || owner === name
        ? []
        : [{ path: at(name), got: `${describe(deadLetter)}, which is ${owner}'s` }];
    }),
});

interface Route {
  readonly source: TopicDraft;
  readonly target: TopicDraft;
}

/** From each topic that a service consumes to its dead-letter topic; topics that are not known are left out. */
function deadLetterRoutes(services: readonly ServiceDraft[], topics: readonly TopicDraft[]): Route[] {
  return services.flatMap(({ consumes, deadLetter }) => {
    const target = topics.find(({ name }) => name === deadLetter);
    if (target === undefined) return [];
    return topics.filter(({ name }) => consumes.includes(name)).map((source) => ({ source, target }));
  });
}

const onRoutes = (
  { services, topics }: Pick<Draft, 'services' | 'topics'>,
  check: (route: Route) => Finding[],
): Finding[] => deadLetterRoutes(services, topics).flatMap(check);

export const deadLettersHoldTheOriginal = relationRule({
  code: 'TOPIC_DEAD_LETTER_TOO_SMALL',
  title: 'a dead-letter topic takes the largest record of its source, with the headers that say why it is there',
  allowed: `the source's maxRecordSize and ${client.recordEnvelope.toString()} more, or larger`,
  fix: "raise the dead-letter topic's maxRecordSize",
  needs: ['topics', 'services'],
  check: (draft) =>
    onRoutes(draft, ({ source, target }) => {
      const least = source.maxRecordSize.plus(client.recordEnvelope);
      if (target.maxRecordSize.compare(least) >= 0) return [];
      const path = pathTo('topics', target.name, 'maxRecordSize');
      return [
        { path, got: describe(target.maxRecordSize), allowed: `at least ${least.toString()}, for ${source.name}` },
      ];
    }),
});

export const deadLettersAreAsDurable = relationRule({
  code: 'TOPIC_DEAD_LETTER_LESS_DURABLE',
  title: 'a dead-letter topic keeps its records as safely as its source does',
  allowed: "a profile with at least the source's min.insync.replicas",
  fix: "give it the source's durability",
  needs: ['topics', 'services'],
  check: (draft) =>
    onRoutes(draft, ({ source, target }) =>
      target.profile.minInsyncReplicas >= source.profile.minInsyncReplicas
        ? []
        : [
            {
              path: pathTo('topics', target.name, 'durability'),
              got: describe(target.durability),
              allowed: `as safe as ${describe(source.durability)}, which ${source.name} has`,
            },
          ],
    ),
});

export const deadLetterRules = [
  consumersHaveADeadLetterTopic,
  deadLettersMayBeWritten,
  deadLettersAreNotRead,
  deadLettersHaveOneWriter,
  deadLettersHoldTheOriginal,
  deadLettersAreAsDurable,
];
