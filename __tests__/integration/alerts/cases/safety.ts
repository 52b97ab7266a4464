import type { AlertCases } from '../alert-case';
import { gone, moves, sampled, situation, stays, type InputSeries } from '../situation';

const ofBroker = (metric: string, ...parts: readonly string[]): InputSeries =>
  sampled(metric, { pod: 'millrace-brokers-1' }, ...parts);
const UNDER_MIN_ISR = 'kafka_server_replicamanager_underminisrpartitioncount';
const UNDER_REPLICATED = 'kafka_server_replicamanager_underreplicatedpartitions';
const UNCLEAN = 'kafka_controller_controllerstats_uncleanleaderelectionspersec_total';
const LOG_DIRS = 'kafka_log_logmanager_offlinelogdirectorycount';
const LATE = 'kafka_server_replicamanager_partitionswithlatetransactionscount';
const CLEANERS = 'kafka_log_logcleaner_deadthreadcount';
const METADATA = 'kafka_controller_kafkacontroller_metadataerrorcount';
const logEnd = (pod: string, ...parts: readonly string[]): InputSeries =>
  sampled('kafka_server_raft_metrics_log_end_offset', { pod }, ...parts);

const deadLetters = (...parts: readonly string[]): InputSeries =>
  sampled('dead_letters_total', { service: 'consumer', topic: 'posts', reason: 'undecodable' }, ...parts);

export const safetyCases: AlertCases = {
  'KafkaUnderMinIsr/critical': {
    fires: situation(5, ofBroker(UNDER_MIN_ISR, stays(5, 5))),
    quiet: situation(5, ofBroker(UNDER_MIN_ISR, stays(5, 1), stays(0, 4))),
  },
  'KafkaUnderReplicated/warning': {
    fires: situation(40, ofBroker(UNDER_REPLICATED, stays(5, 40))),
    // Three brokers roll: copies are missing for most of an hour, and are all back in between.
    quiet: situation(
      60,
      ofBroker(UNDER_REPLICATED, ...[stays(5, 18), stays(0, 1), stays(5, 18), stays(0, 1), stays(5, 18), stays(0, 4)]),
    ),
  },
  'KafkaUncleanElection/critical': {
    fires: situation(10, ofBroker(UNCLEAN, stays(0, 5), stays(2, 5))),
    // Long ago, and then a restart, which begins to count anew.
    quiet: situation(10, ofBroker(UNCLEAN, stays(2, 5), stays(0, 5))),
  },
  'KafkaLogDirectoryFailed/critical': {
    fires: situation(5, ofBroker(LOG_DIRS, stays(1, 5))),
    quiet: situation(5, ofBroker(LOG_DIRS, stays(0, 5))),
  },
  'KafkaLateTransactions/warning': {
    fires: situation(10, ofBroker(LATE, stays(1, 10))),
    quiet: situation(10, ofBroker(LATE, stays(1, 3), stays(0, 7))),
  },
  'KafkaLogCleanerDead/warning': {
    fires: situation(10, ofBroker(CLEANERS, stays(1, 10))),
    quiet: situation(10, ofBroker(CLEANERS, stays(0, 10))),
  },
  'KafkaMetadataErrors/critical': {
    fires: situation(5, ofBroker(METADATA, stays(1, 5))),
    quiet: situation(5, ofBroker(METADATA, stays(0, 5))),
  },
  'KafkaQuorumMemberBehind/warning': {
    fires: situation(
      15,
      logEnd('millrace-controllers-100', moves(9_000, 10, 15)),
      logEnd('millrace-controllers-101', stays(5_000, 15)),
    ),
    quiet: situation(
      15,
      logEnd('millrace-controllers-100', moves(9_000, 10, 15)),
      logEnd('millrace-controllers-101', moves(8_800, 10, 15)),
    ),
  },
  'ServiceDeadLetters/warning': {
    // The first there ever was: the series is there before it.
    fires: situation(10, deadLetters(stays(0, 8), stays(1, 2))),
    // One of this morning, and a restart since.
    quiet: situation(40, deadLetters(stays(1, 25), gone(1), stays(0, 14))),
  },
};
