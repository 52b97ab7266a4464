import { createKafkaJsEngine } from '../../../services/shared/kafka/kafkajs';
import type { ConnectClient } from '../load/client';
import { runLoad } from '../load/run-load';
import { engineClient } from './engine-client';

/** The services' own client: partition lanes over KafkaJS. */
const connect: ConnectClient = (spec) => engineClient(createKafkaJsEngine, spec);

runLoad(connect);
