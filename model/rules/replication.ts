import { leftWithoutOneZone, replicationThatSurvivesAZone, zonesOf } from '../placement';
import { describe, pathTo } from '../violation';
import { relationRule } from './rule';

const at = (name: string): string => pathTo('topics', name, 'replicationFactor');

export const brokersExceedReplicas = relationRule({
  code: 'TOPIC_REPLICATION_EXCEEDS_BROKERS',
  title: 'each replica of a partition is on a broker of its own',
  allowed: 'at most the number of brokers',
  fix: 'use more brokers, or a durability profile that needs fewer replicas',
  needs: ['kafka', 'topics'],
  check: ({ kafka: { brokers }, topics }) =>
    topics.flatMap(({ name, replicationFactor: got }) =>
      got <= brokers ? [] : [{ path: at(name), got: describe(got), allowed: `1 to ${brokers}, the number of brokers` }],
    ),
});

export const replicasSatisfyTheProfile = relationRule({
  code: 'TOPIC_REPLICATION_BELOW_PROFILE',
  title: 'a topic has the replicas that its durability profile promises with',
  allowed: "at least the profile's replication factor",
  fix: 'leave the replication factor out, or choose another profile',
  needs: ['topics'],
  check: ({ topics }) =>
    topics.flatMap(({ name, replicationFactor: got, durability, profile }) =>
      got >= profile.minReplicationFactor
        ? []
        : [
            {
              path: at(name),
              got: describe(got),
              allowed: `${profile.minReplicationFactor} or more for '${durability}'`,
            },
          ],
    ),
});

export const replicasExceedMinInsyncReplicas = relationRule({
  code: 'TOPIC_REPLICATION_EQUALS_MIN_INSYNC',
  title: 'a topic has more replicas than must be in sync, or the first broker that restarts stops all writes',
  allowed: "more than the profile's min.insync.replicas",
  fix: 'leave the replication factor out, or choose another profile',
  needs: ['topics'],
  check: ({ topics }) =>
    topics.flatMap(({ name, replicationFactor: got, profile: { minInsyncReplicas } }) =>
      got > minInsyncReplicas
        ? []
        : [{ path: at(name), got: describe(got), allowed: `more than ${minInsyncReplicas}, its min.insync.replicas` }],
    ),
});

export const replicasSurviveAZone = relationRule({
  code: 'TOPIC_UNWRITABLE_WITHOUT_A_ZONE',
  title: 'spread over the zones, enough replicas stay in sync when any one zone is lost',
  allowed: 'a replication factor r over z zones with r - ceil(r / z) >= min.insync.replicas',
  fix: 'use more replicas (and brokers), or a durability profile that needs fewer in sync',
  needs: ['platform', 'topics'],
  check: ({ platform, topics }) => {
    const zones = zonesOf(platform).length;
    // One zone promises nothing, and two are refused for the controllers' sake: KAFKA_QUORUM_LOST_WITH_A_ZONE.
    if (zones < 2) return [];
    return topics.flatMap(({ name, replicationFactor: got, profile: { minInsyncReplicas } }) => {
      const left = leftWithoutOneZone(got, zones);
      if (left >= minInsyncReplicas) return [];
      const least = replicationThatSurvivesAZone(minInsyncReplicas, zones);
      return [
        {
          path: at(name),
          got: `${got}: ${left} left without a zone, ${minInsyncReplicas} must be in sync`,
          allowed: `${least} or more over ${zones} zones`,
        },
      ];
    });
  },
});

export const replicationRules = [
  brokersExceedReplicas,
  replicasSatisfyTheProfile,
  replicasExceedMinInsyncReplicas,
  replicasSurviveAZone,
];
