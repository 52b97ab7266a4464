import { createReadStream, statSync } from 'node:fs';
import { send } from './send';

/** A file as it is now; what is appended meanwhile is left for another time. */
export async function fetchFile(path: string): Promise<void> {
  const { size } = statSync(path);
  await send(size === 0 ? [] : createReadStream(path, { end: size - 1, highWaterMark: 1 << 18 }));
}
