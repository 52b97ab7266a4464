import { EngineError } from './engine-error';
import { installLibrdkafka } from './librdkafka';

/**
 * `make engine-librdkafka`: builds the second Kafka client into the cache folder, once. Nothing else needs it; what it
 * gives and costs: docs/adr/0019-second-engine.md.
 */
async function main([command]: readonly string[]): Promise<void> {
  if (command !== 'install') {
    throw new EngineError('ENGINE_USAGE', `got ${command ?? 'nothing'}; there is \`install\`.`);
  }
  const began = Date.now();
  const { folder, link, built } = await installLibrdkafka(process.env, (line) => process.stderr.write(`▸ ${line}\n`));
  const took = built ? `built in ${Math.round((Date.now() - began) / 1000)} s` : 'there already';
  process.stdout.write(`${folder} (${took})\nKAFKA_ENGINE=librdkafka KAFKA_ENGINE_PATH=${link}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
