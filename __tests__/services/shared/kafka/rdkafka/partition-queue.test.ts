import type { NativeMessage } from '../../../../../services/shared/kafka/rdkafka/library';
import { handleInOrder } from '../../../../../services/shared/kafka/rdkafka/group-consumer';
import { PartitionQueue, Slots } from '../../../../../services/shared/kafka/rdkafka/partition-queue';
import type { RecordHandler } from '../../../../../services/shared/kafka/ports';
import { until } from '../../../support/until';

const message = (offset: number): NativeMessage => ({
  topic: 't',
  partition: 0,
  offset,
  key: null,
  value: Buffer.from(String(offset)),
  timestamp: 0,
});
const spec = { group: 'g', topics: ['t'] };

function queueOf(handler: RecordHandler, paused = { now: false }): PartitionQueue {
  return new PartitionQueue('t', 0, handleInOrder(spec, handler), new Slots(1), () => paused.now);
}

test('handles in order and stands behind the last record that is done', async () => {
  const seen: bigint[] = [];
  const queue = queueOf(({ offset }) => Promise.resolve(void seen.push(offset)));
  for (const offset of [3, 4, 7]) queue.push(message(offset));
  await until('all', () => queue.length === 0);
  expect(seen).toEqual([3n, 4n, 7n]);
  expect(queue.next).toBe(8n);
});

test('stands behind transaction markers at the end, though not before the records ahead of them are done', async () => {
  let finish: () => void = () => undefined;
  const queue = queueOf(() => new Promise((resolve) => (finish = resolve)));
  queue.push(message(0));
  queue.reachedEnd(2n);
  expect(queue.next).toBeUndefined();
  await until('the handler', () => finish.length === 1);
  finish();
  await until('the record', () => queue.length === 0);
  expect(queue.next).toBe(2n);
});

test('repeats a record that failed before it goes on, and counts nothing behind it as done', async () => {
  const seen: bigint[] = [];
  const queue = queueOf(({ offset }) => {
    seen.push(offset);
    return seen.length === 2 ? Promise.reject(new Error('once')) : Promise.resolve();
  });
  for (const offset of [0, 1, 2]) queue.push(message(offset));
  await until('the failure', () => seen.length === 2);
  expect(queue.next).toBe(1n);
  await until('all', () => queue.length === 0);
  expect(seen).toEqual([0n, 1n, 1n, 2n]);
});

test('begins nothing while paused, and goes on when woken', async () => {
  const paused = { now: true };
  const seen: bigint[] = [];
  const queue = queueOf(({ offset }) => Promise.resolve(void seen.push(offset)), paused);
  queue.push(message(0));
  expect(queue.length).toBe(1);
  paused.now = false;
  queue.wake();
  await until('the record', () => seen.length === 1);
});

test('tells a handler that the time is over, and counts what it returns no more', async () => {
  let told = false;
  let began = false;
  const queue = queueOf((_, signal) => {
    began = true;
    return new Promise((resolve) => signal.addEventListener('abort', () => ((told = true), resolve())));
  });
  queue.push(message(0));
  await until('the handler', () => began);
  await queue.close(10);
  expect(told).toBe(true);
  expect(queue.next).toBeUndefined();
});

test('does not wait for a handler that does not listen', async () => {
  let began = false;
  const queue = queueOf(() => {
    began = true;
    return new Promise(() => undefined);
  });
  queue.push(message(0));
  await until('the handler', () => began);
  await expect(queue.close(0)).resolves.toBeUndefined();
});

test('shares its slots: a partition that rests does not keep the others waiting', async () => {
  const slots = new Slots(1);
  const seen: string[] = [];
  const failing = new PartitionQueue(
    't',
    0,
    handleInOrder(spec, () => Promise.reject(new Error('always'))),
    slots,
    () => false,
  );
  const sound = new PartitionQueue(
    't',
    1,
    handleInOrder(spec, () => Promise.resolve(void seen.push('sound'))),
    slots,
    () => false,
  );
  failing.push(message(0));
  sound.push(message(0));
  await until('the sound one', () => seen.length === 1);
  await failing.close(0);
  expect(failing.length).toBe(0);
});
