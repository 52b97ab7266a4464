/**
 * The ping-pong service, killed once in a transaction: after its replies and the position were sent, before the commit.
 * It kills itself, since nobody outside can hit that moment for certain.
 */
import { Kafka, type Transaction } from 'kafkajs';
import { pingPongService } from '../../../services/ping-pong/service';
import { createEngine } from '../../../services/shared/kafka-engine';
import { runService } from '../../../services/shared/run-service';

/** Transactions before the one it dies in. */
const SURVIVED = 3;

let begun = 0;
const producer = Kafka.prototype.producer;
Kafka.prototype.producer = function (config) {
  const made = producer.call(this, config);
  const transaction = made.transaction;
  made.transaction = async (): Promise<Transaction> => {
    const opened = await transaction();
    begun += 1;
    if (begun > SURVIVED)
      opened.commit = () => {
        process.kill(process.pid, 'SIGKILL');
        return new Promise(() => undefined);
      };
    return opened;
  };
  return made;
};

void runService(pingPongService, createEngine);
