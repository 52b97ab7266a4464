import type { AlertCases } from '../alert-case';
import { moves, sampled, situation, stays, type InputSeries } from '../situation';

const DAY_MS = 86_400_000;
/** Time begins at 0 here: a certificate that ends so many days later. */
const certificate = (days: number): InputSeries =>
  sampled(
    'strimzi_certificate_expiration_timestamp_ms',
    { cluster: 'millrace', type: 'cluster-ca', resource_namespace: 'millrace' },
    stays(days * DAY_MS, 20),
  );
const failedSignIns = (byStep: number): InputSeries =>
  sampled(
    'kafka_server_socket_server_metrics_failed_authentication',
    { pod: 'millrace-brokers-1', listener: 'TLS-9093', networkProcessor: '0' },
    moves(0, byStep, 20),
  );
const failed = (...parts: readonly string[]): InputSeries =>
  sampled('strimzi_reconciliations_failed_total', { kind: 'KafkaUser' }, ...parts);
const state = (...parts: readonly string[]): InputSeries =>
  sampled(
    'strimzi_resource_state',
    { kind: 'Kafka', name: 'millrace', reason: '', resource_namespace: 'millrace' },
    ...parts,
  );

export const securityCases: AlertCases = {
  'PlatformCertificateEnding/warning': {
    fires: situation(20, certificate(20)),
    // The operator renews it sixty days before; until its window comes it may be some less.
    quiet: situation(20, certificate(45)),
  },
  'PlatformCertificateEnding/critical': {
    fires: situation(20, certificate(5)),
    quiet: situation(20, certificate(20)),
  },
  'KafkaAuthenticationFailing/warning': {
    fires: situation(20, failedSignIns(5)),
    quiet: situation(20, failedSignIns(0.2)),
  },
  'PlatformReconciliationFailing/warning': {
    fires: situation(60, failed(moves(0, 0.25, 60))),
    quiet: situation(60, failed(moves(0, 1, 5), stays(10, 55))),
  },
  'PlatformResourceNotReady/warning': {
    fires: situation(40, state(stays(0, 40))),
    quiet: situation(40, state(stays(0, 10), stays(1, 30))),
  },
};
