import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Trailer } from './in-pod/protocol';
import type { Kubectl } from './kubectl';
import { KubernetesTargetError } from './target-error';

/** A connection of `kubectl exec` may end in the middle of what a program sends and look like its end. */
const TRIES = 3;

function trailerIn(stderr: string): Trailer | undefined {
  for (const line of stderr.split('\n').reverse()) {
    if (!line.startsWith('{"end":true')) continue;
    return JSON.parse(line) as Trailer;
  }
  return undefined;
}

/** @returns why what came is not all; nothing when it is */
async function receiveOnce(
  kubectl: Kubectl,
  args: readonly string[],
  file: string,
  change: () => Transform,
): Promise<string | undefined> {
  const child = kubectl.start(args);
  child.stdin.end();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4_000)));
  const ended = new Promise<number>((settle, fail) => {
    child.once('error', fail).once('close', (status) => settle(status ?? -1));
  });
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(undefined, chunk);
    },
  });
  try {
    await pipeline(child.stdout, createGunzip(), counted, change(), createWriteStream(file));
  } catch (error) {
    await ended;
    return `${(error as Error).message}; ${stderr.trim()}`;
  }
  const status = await ended;
  const trailer = trailerIn(stderr);
  if (status !== 0 || trailer === undefined) return `it ended with ${status}: ${stderr.trim()}`;
  const same = trailer.bytes === bytes && trailer.sha256 === hash.digest('hex');
  return same ? undefined : `${bytes} bytes of ${trailer.bytes} arrived`;
}

const asItIs = (): Transform =>
  new Transform({ transform: (chunk: Buffer, _encoding, done) => done(undefined, chunk) });

/**
 * What a program in a pod sends (`in-pod/send.ts`), whole, in a file of this machine.
 * @param change what is done with the text on its way. @default - nothing
 * @throws KubernetesTargetError `PROOF_COMMAND_FAILED` when it does not come whole, tried three times
 */
export async function receive(
  kubectl: Kubectl,
  args: readonly string[],
  file: string,
  change: () => Transform = asItIs,
): Promise<void> {
  // Of this call alone: the same journal may be asked for twice at once.
  const part = `${file}.${randomUUID()}`;
  let why: string | undefined;
  for (let left = TRIES; left > 0; left -= 1) {
    why = await receiveOnce(kubectl, args, part, change);
    if (why === undefined) return rename(part, file);
  }
  await rm(part, { force: true });
  throw new KubernetesTargetError('PROOF_COMMAND_FAILED', `kubectl ${args.join(' ')} did not bring all of it: ${why}`);
}
