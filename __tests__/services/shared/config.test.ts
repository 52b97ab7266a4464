import { encodeRuntimeConfig } from '../../../contracts/runtime-config';
import { exitCodeFor, loadConfig } from '../../../services/shared/config';
import { configFor } from '../support/fixtures';

test('reads what the platform has encoded', () => {
  const config = configFor('consumer');
  expect(loadConfig(encodeRuntimeConfig(config))).toEqual(config);
});

test('rejects an incomplete environment naming every variable, with the exit status that no restart mends', () => {
  const variables = { ...encodeRuntimeConfig(configFor('consumer')), HTTP_PORT: 'web', KAFKA_BOOTSTRAP_SERVERS: '' };
  let error: unknown;
  try {
    loadConfig(variables);
  } catch (thrown) {
    error = thrown;
  }
  expect((error as Error).message).toContain('HTTP_PORT=web');
  expect((error as Error).message).toContain('KAFKA_BOOTSTRAP_SERVERS');
  expect(exitCodeFor(error)).toBe(78);
  expect(exitCodeFor(new Error('port is busy'))).toBe(1);
});
