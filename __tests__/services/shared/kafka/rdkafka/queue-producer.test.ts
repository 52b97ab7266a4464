import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codes } from '../../../../../services/shared/kafka/rdkafka/delivery-verdict';
import type { Callback, Library, Metadata, Settings } from '../../../../../services/shared/kafka/rdkafka/library';
import { QueueProducer } from '../../../../../services/shared/kafka/rdkafka/queue-producer';
import { until } from '../../../support/until';

const quiet = (): void => undefined;

/** Producers of a cluster that answers at once and stores nothing. */
function fakeLibrary(): { readonly library: Library; readonly made: EventEmitter[]; readonly passwords: unknown[] } {
  const made: EventEmitter[] = [];
  const passwords: unknown[] = [];
  class Producer extends EventEmitter {
    constructor(settings: Settings) {
      super();
      made.push(this);
      passwords.push(settings['sasl.password']);
    }
    connect(_: object, done: Callback<Metadata>): void {
      done(undefined, { topics: [] });
    }
    setPollInBackground(): void {}
    disconnect(_: number, done: Callback): void {
      done(undefined);
    }
  }
  return { library: { Producer } as unknown as Library, made, passwords };
}

test('asks for another producer id also while its password cannot be read, and has it when it can', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'queue-producer-'));
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, 'old');
  const { library, made, passwords } = fakeLibrary();
  const producer = new QueueProducer(
    library,
    {
      bootstrapServers: 'a:1',
      clientId: 'me',
      security: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', username: 'u', passwordFile, caFile: '/ca' },
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    },
    {},
  );
  try {
    await until('the first', () => made.length === 1);
    await rm(passwordFile);
    made[0]!.emit('event.error', Object.assign(new Error('fatal'), { code: codes.fatal }));
    await writeFile(passwordFile, 'new');
    await until('the second', () => made.length === 2);
    expect(passwords).toEqual(['old', 'new']);
  } finally {
    await producer.close(0);
    await rm(folder, { recursive: true });
  }
});
