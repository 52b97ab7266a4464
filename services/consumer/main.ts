import { createEngine } from '../shared/kafka-engine';
import { runService } from '../shared/run-service';
import { consumerService } from './service';

void runService(consumerService(), createEngine);
