import { outcomeOfAnswer, outcomeOfFailure } from '../../../proof/agents/http-sender';

describe('what an answer says of an event', () => {
  const answer = (code: string): string => JSON.stringify({ status: 'error', code, message: 'words' });

  it.each([
    [200, '{"status":"success"}', { kind: 'acknowledged', partition: -1, offset: -1 }],
    [429, answer('KAFKA_OVERLOADED'), { kind: 'refused', code: 'KAFKA_OVERLOADED' }],
    [503, answer('KAFKA_UNAVAILABLE'), { kind: 'refused', code: 'KAFKA_UNAVAILABLE' }],
    [503, answer('SERVICE_STOPPING'), { kind: 'refused', code: 'SERVICE_STOPPING' }],
    [413, answer('KAFKA_RECORD_TOO_LARGE'), { kind: 'refused', code: 'KAFKA_RECORD_TOO_LARGE' }],
    [503, answer('KAFKA_OUTCOME_UNKNOWN'), { kind: 'unknown', code: 'KAFKA_OUTCOME_UNKNOWN' }],
    [500, answer('INTERNAL'), { kind: 'unknown', code: 'INTERNAL' }],
    // Somebody in between.
    [503, 'upstream connect error', { kind: 'unknown', code: 'HTTP_503' }],
    [504, '', { kind: 'unknown', code: 'HTTP_504' }],
    [202, '{}', { kind: 'unknown', code: 'HTTP_202' }],
  ])('%d %s', (status, text, outcome) => {
    expect(outcomeOfAnswer(status, text)).toEqual(outcome);
  });
});

describe('what a request without an answer says of an event', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['UND_ERR_CONNECT_TIMEOUT', 'refused'],
    ['ECONNRESET', 'unknown'],
    ['UND_ERR_SOCKET', 'unknown'],
    ['UND_ERR_HEADERS_TIMEOUT', 'unknown'],
  ])('%s', (code, kind) => {
    expect(outcomeOfFailure(Object.assign(new Error(code), { code }))).toEqual({ kind, code });
  });

  it('an error without a code leaves it open', () => {
    expect(outcomeOfFailure(new Error('what'))).toEqual({ kind: 'unknown', code: 'NO_ANSWER' });
  });
});
