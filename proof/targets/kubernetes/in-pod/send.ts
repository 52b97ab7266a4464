import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip } from 'node:zlib';
import type { Trailer } from './protocol';

/**
 * Compressed to stdout; then, on stderr, how much it was: a connection of `kubectl exec` that breaks looks like the end.
 */
export async function send(content: AsyncIterable<Buffer | string> | Iterable<string>): Promise<void> {
  const hash = createHash('sha256');
  const gzip = createGzip({ level: 3 });
  const written = new Promise<void>((settle, fail) => {
    gzip.on('data', (chunk: Buffer) => {
      if (process.stdout.write(chunk)) return;
      gzip.pause();
      process.stdout.once('drain', () => gzip.resume());
    });
    gzip.once('end', () => settle()).once('error', fail);
  });
  let bytes = 0;
  for await (const chunk of content) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += piece.length;
    hash.update(piece);
    if (!gzip.write(piece)) await once(gzip, 'drain');
  }
  gzip.end();
  await written;
  await new Promise<void>((settle) => process.stdout.write('', () => settle()));
  const trailer: Trailer = { end: true, bytes, sha256: hash.digest('hex') };
  await new Promise<void>((settle) => process.stderr.write(`${JSON.stringify(trailer)}\n`, () => settle()));
}
