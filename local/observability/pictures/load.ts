import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Partitioners, type Producer } from 'kafkajs';
import { pingPongMessageCodec, pingPongTexts } from '../../../contracts/events/ping-pong';
import { eventTypes } from '../../../contracts/events/post';
import type { TopicName } from '../../../contracts/topics';
import type { Duration } from '../../../model/units';
import { quietKafka } from '../../kafka/cluster-probe';
import { serviceAddress, type Addresses } from '../../platform/addresses';
import { postEvent } from '../../platform/first-message';
import { ask } from '../../platform/http';
import { PlatformError } from '../../platform/platform-error';
import { phaseAt, type Phase } from './phases';

const TICK_MS = 1_000;

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const post = (addresses: Addresses, index: number, event_id: string = randomUUID()): Promise<unknown> =>
  postEvent(addresses, {
    event_id,
    source: `pictures-${index}`, // its key: every partition gets some
    event_type: eventTypes[index % eventTypes.length],
    data: { index },
  });

/** Asks the consumer for an event that it may not have yet: both answers are right. */
async function postAndAsk(addresses: Addresses): Promise<void> {
  const id = randomUUID();
  await post(addresses, 0, id);
  await ask(`${serviceAddress(addresses, 'consumer').url}/events/${id}`);
}

/** Every tenth is no ping. */
function pingPongRequest(index: number): string {
  const message = index % 10 === 9 ? 'no ping' : pingPongTexts.ping;
  return pingPongMessageCodec.encode({ 'transaction-id': randomUUID(), payload: { message } });
}

async function write(producer: Producer, topic: TopicName, values: readonly string[]): Promise<void> {
  if (values.length === 0) return;
  await producer.send({ topic, acks: -1, messages: values.map((value) => ({ key: randomUUID(), value })) });
}

async function tell(addresses: Addresses, consumer: Phase['consumer']): Promise<void> {
  const url = `${serviceAddress(addresses, 'consumer').url}/${consumer === 'stopped' ? 'stop' : 'start'}`;
  const { status, text } = await ask(url, { method: 'POST' });
  if (status !== 200) throw new PlatformError('PLATFORM_REQUEST_FAILED', `POST ${url} answered ${status}: ${text}`);
}

async function second(addresses: Addresses, producer: Producer, phase: Phase): Promise<void> {
  await Promise.all([
    postAndAsk(addresses),
    ...times(phase.postsPerSecond, (index) => post(addresses, index)),
    write(producer, 'dev.pingpong.requested', times(phase.requestsPerSecond, pingPongRequest)),
    write(
      producer,
      'posts',
      times(phase.poisonPerSecond, () => 'no event'),
    ),
  ]);
}

/** Work for the services, second by second: posts over HTTP, requests and poison over Kafka, a consumer that is stopped. */
export async function load(addresses: Addresses, length: Duration, interrupted: AbortSignal): Promise<void> {
  const kafka = quietKafka(addresses.bootstrapServers);
  const producer = kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  try {
    const begun = Date.now();
    let consumer: Phase['consumer'] = 'reads';
    for (let at = 0; at < length.toMilliseconds(); at = Date.now() - begun) {
      const phase = phaseAt(at / length.toMilliseconds());
      if (phase.consumer !== consumer) await tell(addresses, (consumer = phase.consumer));
      await Promise.all([second(addresses, producer, phase), pause(TICK_MS)]);
      interrupted.throwIfAborted();
    }
  } finally {
    await producer.disconnect();
  }
}
