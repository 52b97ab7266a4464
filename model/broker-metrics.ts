/**
 * Names of the metrics that brokers and controllers offer, as patterns for Strimzi's Metrics Reporter; the JVM's come in
 * any case. Without it a node has 7,020 series when idle, with it 2,523 and 11 more for each replica (Kafka 4.3.1,
 * metrics-reporter 0.2.0): what is left out are six of the eight measures of each of 93 kinds of request.
 */
export const brokerMetrics = [
  'kafka_(cluster|controller|log|server)_.*',
  'kafka_network_(acceptor|processor|requestchannel|socketserver)_.*',
  'kafka_network_requestmetrics_(errors|requests|requestqueuetimems|totaltimems).*',
] as const;
