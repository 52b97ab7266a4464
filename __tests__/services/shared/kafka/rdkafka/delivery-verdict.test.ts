import { failedDelivery, refusedAtOnce } from '../../../../../services/shared/kafka/rdkafka/delivery-verdict';
import type { LibraryError } from '../../../../../services/shared/kafka/rdkafka/library';

const error = (code: number): LibraryError => Object.assign(new Error(`number ${code}`), { code });
const TIMED_OUT = -192;
const PURGED = -151;

const sent = { topic: 'posts', partition: 3, troubled: false };
const unsent = { topic: 'posts', partition: -1, troubled: true };

test.each([
  [10, 'KAFKA_RECORD_TOO_LARGE'],
  [44, 'KAFKA_RECORD_REJECTED'],
  [87, 'KAFKA_RECORD_REJECTED'],
  [29, 'KAFKA_NOT_AUTHORIZED'],
  [3, 'KAFKA_UNKNOWN_TOPIC'],
  [-188, 'KAFKA_UNKNOWN_TOPIC'],
])('takes the broker’s answer %d for certain while every connection held', (code, expected) => {
  expect(failedDelivery(error(code), sent)).toMatchObject({ code: expected, outcome: 'not-written', canRetry: false });
});

test('does not vouch for a refused record when an earlier attempt may have been stored', () => {
  expect(failedDelivery(error(29), { ...sent, troubled: true })).toMatchObject({
    code: 'KAFKA_NOT_AUTHORIZED',
    outcome: 'unknown',
  });
});

test.each([TIMED_OUT, PURGED, -150, -195, 19, 7])('calls the outcome unknown after %d', (code) => {
  for (const troubled of [true, false])
    expect(failedDelivery(error(code), { ...sent, troubled })).toMatchObject({
      code: 'KAFKA_OUTCOME_UNKNOWN',
      outcome: 'unknown',
      canRetry: true,
    });
});

test('knows that a record which never had a partition was not written', () => {
  expect(failedDelivery(error(TIMED_OUT), unsent)).toMatchObject({ code: 'KAFKA_UNAVAILABLE', outcome: 'not-written' });
  expect(failedDelivery(error(-188), unsent)).toMatchObject({ code: 'KAFKA_UNKNOWN_TOPIC', outcome: 'not-written' });
});

test('knows that a record which was not taken was not written, whatever the reason', () => {
  expect(refusedAtOnce(error(-184), 'posts')).toMatchObject({ code: 'KAFKA_OVERLOADED', outcome: 'not-written' });
  expect(refusedAtOnce(error(10), 'posts')).toMatchObject({ code: 'KAFKA_RECORD_TOO_LARGE', outcome: 'not-written' });
  expect(refusedAtOnce(new Error('not connected'), 'posts')).toMatchObject({
    code: 'KAFKA_UNAVAILABLE',
    outcome: 'not-written',
  });
});
