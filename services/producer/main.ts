import { createEngine } from '../shared/kafka-engine';
import { runService } from '../shared/run-service';
import { producerService } from './service';

void runService(producerService, createEngine);
