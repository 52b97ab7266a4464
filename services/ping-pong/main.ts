import { createEngine } from '../shared/kafka-engine';
import { runService } from '../shared/run-service';
import { pingPongService } from './service';

void runService(pingPongService, createEngine);
