import { EXIT_FAILED, loadConfig } from './config';
import { createEngine } from './kafka-engine';
import { proveHealth } from './prove-health';

/** The health command, a program of its own in each image: exactly one line, and 0; or a reason, and 1. */
async function main(): Promise<void> {
  try {
    await proveHealth(loadConfig(), createEngine);
    process.stdout.write('Kafka is reachable, and message was sent successfully.\n', () => process.exit(0));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Kafka is not healthy: ${reason}\n`, () => process.exit(EXIT_FAILED));
  }
}

void main();
