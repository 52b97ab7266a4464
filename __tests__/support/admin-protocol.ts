/**
 * Test code: the two requests of Kafka's administration that KafkaJS does not know, written to a plain listener as
 * Kafka's protocol guide has them. Kafka's own `kafka-configs` would be a JVM for each user, with the password among its arguments.
 */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const ANSWER_LIMIT_MS = 10_000;

/** A length as an unsigned varint, one more than it is: 0 stands for null. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.from([...bytes, left]);
}

const NO_TAGS = Buffer.from([0]);
const bytes = (value: Buffer): Buffer => Buffer.concat([varint(value.length + 1), value]);
const text = (value: string): Buffer => bytes(Buffer.from(value));
const list = (items: readonly Buffer[]): Buffer => Buffer.concat([varint(items.length + 1), ...items]);
const struct = (...fields: readonly Buffer[]): Buffer => Buffer.concat([...fields, NO_TAGS]);
const int8 = (value: number): Buffer => Buffer.from([value]);

function int16(value: number): Buffer {
  const field = Buffer.alloc(2);
  field.writeInt16BE(value);
  return field;
}

function int32(value: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeInt32BE(value);
  return field;
}

function float64(value: number): Buffer {
  const field = Buffer.alloc(8);
  field.writeDoubleBE(value);
  return field;
}

class Answer {
  private at = 0;
  constructor(private readonly content: Buffer) {}

  skip(count: number): void {
    this.at += count;
  }

  int16(): number {
    this.at += 2;
    return this.content.readInt16BE(this.at - 2);
  }

  length(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.content.readUInt8(this.at++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value - 1;
    }
  }

  text(): string | undefined {
    const length = this.length();
    if (length < 0) return undefined;
    this.at += length;
    return this.content.toString('utf8', this.at - length, this.at);
  }
}

function receive(socket: Socket): Promise<Buffer> {
  return new Promise((settle, fail) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 4 && received.length >= 4 + received.readInt32BE(0)) settle(received.subarray(4));
    });
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('the broker closed the connection')));
    socket.setTimeout(ANSWER_LIMIT_MS, () => fail(new Error('the broker did not answer')));
  });
}

/** One flexible request and its answer, behind the header. */
async function ask(server: string, apiKey: number, version: number, body: Buffer): Promise<Answer> {
  const [host = '', port] = server.split(':');
  const clientId = Buffer.from('test-admin');
  const header = Buffer.concat([int16(apiKey), int16(version), int32(1), int16(clientId.length), clientId, NO_TAGS]);
  const socket = connect({ host, port: Number(port) });
  try {
    const answer = receive(socket);
    socket.write(Buffer.concat([int32(header.length + body.length), header, body]));
    const content = new Answer(await answer);
    content.skip(4 + 1); // correlation id, no tags
    return content;
  } finally {
    socket.destroy();
  }
}

function requireSuccess(what: string, code: number, message: string | undefined): void {
  if (code !== 0) throw new Error(`${what}: the brokers answered error ${code}, ${message ?? 'without a word'}`);
}

export interface ScramCredential {
  readonly user: string;
  readonly password: string;
}

const SCRAM_SHA_512 = 2;
const ITERATIONS = 4096;

function upsertion({ user, password }: ScramCredential): Buffer {
  const salt = randomBytes(24);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 64, 'sha512');
  return struct(text(user), int8(SCRAM_SHA_512), int32(ITERATIONS), bytes(salt), bytes(salted));
}

/** Creates or replaces SCRAM-SHA-512 credentials: AlterUserScramCredentials (51), version 0. */
export async function upsertScramCredentials(server: string, credentials: readonly ScramCredential[]): Promise<void> {
  const answer = await ask(server, 51, 0, struct(list([]), list(credentials.map(upsertion))));
  answer.skip(4); // throttle time
  for (let left = answer.length(); left > 0; left -= 1) {
    const user = answer.text();
    requireSuccess(`SCRAM credential of ${user}`, answer.int16(), answer.text());
    answer.skip(1);
  }
}

export interface UserQuotas {
  readonly user: string;
  /** By Kafka's names, such as `producer_byte_rate`. */
  readonly quotas: Readonly<Record<string, number>>;
}

const operation = ([key, value]: [string, number]): Buffer => struct(text(key), float64(value), int8(0));

/** Sets quotas of users: AlterClientQuotas (49), version 1. */
export async function setUserQuotas(server: string, users: readonly UserQuotas[]): Promise<void> {
  const entries = users.map(({ user, quotas }) =>
    struct(list([struct(text('user'), text(user))]), list(Object.entries(quotas).map(operation))),
  );
  const answer = await ask(server, 49, 1, struct(list(entries), int8(0)));
  answer.skip(4);
  for (let left = answer.length(); left > 0; left -= 1) {
    requireSuccess('client quotas', answer.int16(), answer.text());
    for (let names = answer.length(); names > 0; names -= 1) {
      answer.text();
      answer.text();
      answer.skip(1);
    }
    answer.skip(1);
  }
}
