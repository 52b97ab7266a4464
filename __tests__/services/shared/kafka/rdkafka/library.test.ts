import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineLibraryError, LIBRARY_NAME, loadLibrary } from '../../../../../services/shared/kafka/rdkafka/library';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'library-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function install(source: string): Promise<void> {
  const at = join(folder, 'node_modules', LIBRARY_NAME);
  await mkdir(at, { recursive: true });
  await writeFile(join(at, 'index.js'), source);
}

test('loads the library from the folder that was named', async () => {
  await install("exports.Producer = class {}; exports.KafkaConsumer = class {}; exports.librdkafkaVersion = '2.15.1';");
  expect(loadLibrary(folder).librdkafkaVersion).toBe('2.15.1');
});

function refusal(): EngineLibraryError {
  try {
    loadLibrary(folder);
  } catch (error) {
    if (error instanceof EngineLibraryError) return error;
    throw error;
  }
  throw new Error('it was loaded');
}

test('rejects a folder without it, and says how to get it', () => {
  expect(refusal().code).toBe('KAFKA_ENGINE_MISSING');
  expect(refusal().message).toContain('make engine-librdkafka');
});

test.each([
  ['was built for another Node.js', "throw new Error('NODE_MODULE_VERSION 127')", 'NODE_MODULE_VERSION 127'],
  ['is something else', 'exports.nothing = 1', 'no Producer'],
])('rejects one that %s, with the reason', async (_, source, reason) => {
  await install(source);
  expect(refusal().code).toBe('KAFKA_ENGINE_UNUSABLE');
  expect(refusal().message).toContain(reason);
});
