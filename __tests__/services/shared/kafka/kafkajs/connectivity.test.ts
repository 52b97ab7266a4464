import type { ConnectionOptions } from '../../../../../services/shared/kafka/kafkajs/connection';
import { BrokerConnectivity } from '../../../../../services/shared/kafka/kafkajs/connectivity';

const quiet = (): void => undefined;
const connection: ConnectionOptions = {
  bootstrapServers: 'nowhere:9092',
  clientId: 'test',
  security: { protocol: 'PLAINTEXT' },
  logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
};

/** Brokers that answer as scripted, the last answer for ever. */
function brokers(...answers: (Error | 'up')[]) {
  return {
    anybody: () => {
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve();
    },
    close: quiet,
  };
}

async function changesOf(count: number, ...answers: (Error | 'up')[]): Promise<string[]> {
  const changes: string[] = [];
  let connectivity: BrokerConnectivity | undefined;
  await new Promise<void>((resolve) => {
    const onChange = (connected: boolean, reason?: string): void => {
      changes.push(`${connected}${reason ? ` ${reason}` : ''}`);
      if (changes.length === count) resolve();
    };
    const spec = { intervalWhenUpMs: 1, intervalWhenDownMs: 1, onChange };
    connectivity = new BrokerConnectivity(connection, spec, brokers(...answers));
  });
  await connectivity?.stop();
  return changes;
}

describe('connectivity', () => {
  it('says each change once, with the reason, and recovers by itself', async () => {
    const away = new Error('nobody there');
    expect(await changesOf(3, 'up', 'up', away, away, away, 'up')).toEqual(['true', 'false nobody there', 'true']);
  });

  it('is not connected while it may not sign in', async () => {
    const denied = Object.assign(new Error('denied'), {
      name: 'KafkaJSProtocolError',
      type: 'SASL_AUTHENTICATION_FAILED',
    });
    expect(await changesOf(2, 'up', denied)).toEqual(['true', 'false denied']);
  });
});
