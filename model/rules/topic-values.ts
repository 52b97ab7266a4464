import { durabilityProfileNames } from '../../contracts/durability';
import { isProfileName, type TopicDraft } from '../draft';
import { didYouMean } from '../spelling';
import { DataRate, Duration, Size } from '../units';
import { describe, pathTo } from '../violation';
import { durationFrom, outside, sizeFrom, wholeNumber } from './range';
import { valueRule, type Finding } from './rule';

const inEach = (topics: readonly TopicDraft[], check: (topic: TopicDraft) => readonly Finding[]): Finding[] =>
  topics.flatMap((topic) => [...check(topic)]);

const partitions = wholeNumber(1, 10_000);

export const partitionsAreCounted = valueRule({
  code: 'TOPIC_PARTITIONS_INVALID',
  title: 'a topic has a whole number of partitions',
  allowed: partitions.allowed,
  fix: 'use as many as consumers will ever share it; a key moves to another partition when the number is raised later',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, (topic) => outside(pathTo('topics', topic.name, 'partitions'), topic.partitions, partitions)),
});

/** A 16-bit number in Kafka's protocol; nobody needs more than some tens. */
const replication = wholeNumber(1, 100);

export const replicationIsCounted = valueRule({
  code: 'TOPIC_REPLICATION_INVALID',
  title: 'a replication factor is a whole number of copies, the leader among them',
  allowed: replication.allowed,
  fix: 'leave it out: the durability profile says how many it needs',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, (topic) =>
      outside(pathTo('topics', topic.name, 'replicationFactor'), topic.replicationFactor, replication),
    ),
});

export const durabilityIsKnown = valueRule({
  code: 'TOPIC_DURABILITY_UNKNOWN',
  title: 'durability is one of the profiles in contracts/durability.ts',
  allowed: durabilityProfileNames.join(', '),
  fix: 'choose a profile by what it promises',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, ({ name, durability }) =>
      isProfileName(durability)
        ? []
        : [
            {
              path: pathTo('topics', name, 'durability'),
              got: describe(durability),
              ...didYouMean(durability, durabilityProfileNames),
            },
          ],
    ),
});

const retention = durationFrom(Duration.seconds(1), Duration.days(36_500));
const retentionSize = sizeFrom(Size.kibibytes(1), Size.tebibytes(1024));

export const retentionKeepsSomething = valueRule({
  code: 'TOPIC_RETENTION_INVALID',
  title: 'a topic keeps its records for some time and in some room',
  allowed: `retention: ${retention.allowed}, or 'forever'; retentionSize: ${retentionSize.allowed}`,
  fix: 'leave it out for 7 days',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, (topic) => [
      ...(topic.retention === 'forever'
        ? []
        : outside(pathTo('topics', topic.name, 'retention'), topic.retention, retention)),
      ...outside(pathTo('topics', topic.name, 'retentionSize'), topic.retentionSize, retentionSize),
    ]),
});

/** Every broker and client holds whole batches in memory; Kafka is no file store. */
const recordSize = sizeFrom(Size.kibibytes(64), Size.mebibytes(64));

export const recordsFitInMemory = valueRule({
  code: 'TOPIC_RECORD_SIZE_INVALID',
  title: 'the largest record has room for an event with its envelope, and many of them fit in memory',
  allowed: recordSize.allowed,
  fix: 'leave it out for 1 MiB; put larger things in an object store and their address in the event',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, (topic) => outside(pathTo('topics', topic.name, 'maxRecordSize'), topic.maxRecordSize, recordSize)),
});

/** A hundred gigabytes a second: beyond it the arithmetic is of no use to anybody. */
const fastest = DataRate.megabytesPerSecond(100_000);

export const writeRateIsReal = valueRule({
  code: 'TOPIC_WRITE_RATE_INVALID',
  title: 'a write rate is one that a cluster can take',
  allowed: `from 0 B/s to ${fastest.toString()}`,
  fix: 'say what the producers write at their busiest, before replication',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, ({ name, writeRate }) =>
      writeRate.compare(fastest) <= 0 ? [] : [{ path: pathTo('topics', name, 'writeRate'), got: describe(writeRate) }],
    ),
});

export const compactedTopicsHaveNoAge = valueRule({
  code: 'TOPIC_RETENTION_IGNORED',
  title: "a topic that is only compacted keeps each key's newest value for ever: Kafka would ignore an age",
  allowed: "'forever' with cleanup 'compact'",
  fix: "leave the retention out, or use cleanup 'compact,delete'",
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, ({ name, cleanup, retention: age }) =>
      cleanup === 'compact' && age !== 'forever'
        ? [{ path: pathTo('topics', name, 'retention'), got: describe(age) }]
        : [],
    ),
});

export const growthIsBounded = valueRule({
  code: 'TOPIC_GROWS_WITHOUT_BOUND',
  title: 'a topic that is written to is bounded, by age or by size: no volume is large enough for ever',
  allowed: "a retention, or a retentionSize when the retention is 'forever' or the clean-up is 'compact'",
  fix: 'give it a retentionSize',
  needs: ['topics'],
  check: ({ topics }) =>
    inEach(topics, (topic) =>
      topic.retention === 'forever' && topic.retentionSize === undefined && topic.writeRate.toBytesPerSecond() > 0
        ? [
            {
              path: pathTo('topics', topic.name, 'retentionSize'),
              got: `nothing, with retention 'forever' and ${topic.writeRate.toString()}`,
            },
          ]
        : [],
    ),
});

export const topicValueRules = [
  partitionsAreCounted,
  replicationIsCounted,
  durabilityIsKnown,
  retentionKeepsSomething,
  recordsFitInMemory,
  writeRateIsReal,
  compactedTopicsHaveNoAge,
  growthIsBounded,
];
