import { createReadStream, statSync } from 'node:fs';
import { send } from './send';

async function* nothing(): AsyncGenerator<string> {
  yield* [];
}

/** A file as it is now; what is appended meanwhile is left for another time. */
export async function fetchFile(path: string): Promise<void> {
  const { size } = statSync(path);
  await send(size === 0 ? nothing() : createReadStream(path, { end: size - 1, highWaterMark: 1 << 18 }));
}
