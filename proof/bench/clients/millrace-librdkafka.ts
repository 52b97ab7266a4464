import { createRdkafkaEngine } from '../../../services/shared/kafka/rdkafka';
import type { ConnectClient } from '../load/client';
import { runLoad } from '../load/run-load';
import { engineClient } from './engine-client';

/** The services' second engine, on librdkafka. */
const connect: ConnectClient = (spec) => engineClient((options) => createRdkafkaEngine(options, spec.library), spec);

runLoad(connect);
