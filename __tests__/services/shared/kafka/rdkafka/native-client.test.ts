import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codes } from '../../../../../services/shared/kafka/rdkafka/delivery-verdict';
import type { LibraryError, NativeClient } from '../../../../../services/shared/kafka/rdkafka/library';
import { listen } from '../../../../../services/shared/kafka/rdkafka/native-client';

const quiet = (): void => undefined;
const refused: LibraryError = Object.assign(new Error('authentication failed'), { code: codes.authentication });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'native-client-'));
});
afterEach(() => rm(folder, { recursive: true }));

function setUp() {
  const given: string[] = [];
  const warned: { readonly fields: object; readonly message: string }[] = [];
  const troubles: LibraryError[] = [];
  const passwordFile = join(folder, 'password');
  const client = Object.assign(new EventEmitter(), {
    setSaslCredentials: (username: string, password: string) => void given.push(`${username}:${password}`),
  });
  const warn = (fields: object, message: string): void => void warned.push({ fields, message });
  listen(
    client as unknown as NativeClient,
    {
      security: { protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', username: 'u', passwordFile, caFile: '/ca' },
      logger: { debug: quiet, info: quiet, warn, error: quiet },
    },
    (error) => troubles.push(error),
  );
  return { client, given, warned, troubles, passwordFile };
}

test('reads the password anew when the brokers refuse it', async () => {
  const { client, given, passwordFile } = setUp();
  await writeFile(passwordFile, 'rotated\n');
  client.emit('event.error', refused);
  expect(given).toEqual(['u:rotated']);
});

test('warns of a password that cannot be read, passes the trouble on, and reads again at the next refusal', async () => {
  const { client, given, warned, troubles, passwordFile } = setUp();
  client.emit('event.error', refused);
  expect(given).toEqual([]);
  expect(warned).toMatchObject([{ fields: { err: { code: 'ENOENT' } } }]);
  expect(troubles).toEqual([refused]);
  await writeFile(passwordFile, 'there again');
  client.emit('event.error', refused);
  expect(given).toEqual(['u:there again']);
});
