import fc from 'fast-check';
import { healthProbeCodec } from '../../contracts/events/health';
import { pingPongFailedCodec, pingPongMessageCodec, pingPongTexts } from '../../contracts/events/ping-pong';
import { eventTypes, postEventCodec } from '../../contracts/events/post';
import { topics } from '../../contracts/topics';

const word = fc.string({ minLength: 1, maxLength: 256 });
const timestamp = fc
  .date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const post = fc.record({
  event_id: fc.uuid(),
  timestamp,
  event_type: fc.constantFrom(...eventTypes),
  source: word,
  version: fc.constant('1.0' as const),
  // JSON as it comes back from the wire: -0 is 0 there, and __proto__ is no name for a member.
  data: fc.dictionary(
    word.filter((key) => key !== '__proto__'),
    fc
      .jsonValue({ noUnicodeString: false, maxDepth: 3 })
      .filter((value) => !JSON.stringify(value).includes('"__proto__"'))
      .map((value) => JSON.parse(JSON.stringify(value)) as never),
  ),
});
const message = fc.record({ 'transaction-id': word, payload: fc.record({ message: fc.string() }) });
const failed = fc.oneof(message, fc.constant({ message: pingPongTexts.badFormat }));
const probe = fc.record({ service: word, instance: word, timestamp });

describe('event codecs', () => {
  it.each([
    ['post', postEventCodec, post],
    ['ping-pong message', pingPongMessageCodec, message],
    ['ping-pong failure', pingPongFailedCodec, failed],
    ['health probe', healthProbeCodec, probe],
  ] as const)('decode what they encoded: %s', (_name, codec, events) => {
    fc.assert(
      fc.property(events as fc.Arbitrary<never>, (event) => {
        const text = codec.encode(event);
        expect(codec.decode(text)).toEqual({ ok: true, value: event });
        expect(codec.decode(Buffer.from(text))).toEqual({ ok: true, value: event });
      }),
    );
  });

  it.each(['{"a":[{"__proto__":{"admin":true}}]}', '{"a":{"\\u005f_proto__":1}}'])(
    "rejects the name '__proto__', which would be dropped on the way: %s",
    (data) => {
      const event = `{"event_id":"00000000-0000-4000-8000-000000000000","timestamp":"2026-01-01T00:00:00Z","event_type":"user_action","source":"s","version":"1.0","data":${data}}`;
      expect(postEventCodec.decode(event)).toMatchObject({
        ok: false,
        issues: [{ reason: expect.stringContaining('__proto__') as string }],
      });
      expect(postEventCodec.decode(event.replace(/__proto__|\\u005f_proto__/, 'proto'))).toMatchObject({ ok: true });
    },
  );

  const codecs = Object.values(topics).flatMap((topic) =>
    'event' in topic && topic.event !== undefined ? [topic.event] : [],
  );

  it('never throw on bytes of any kind, and say why they are no event', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((json) => Buffer.from(json)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...codecs), bytes, (codec, value) => {
        const decoded = codec.decode(value);
        if (!decoded.ok) expect(decoded.issues.every(({ path, reason }) => path !== '' && reason !== '')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['no value', null, '$', 'the record has no value'],
    ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe), '$', 'not JSON'],
    ['half a JSON text', '{"event_id"', '$', 'not JSON'],
    ['another version', JSON.stringify({ ...fc.sample(post, 1)[0], version: '2.0' }), 'version', '1.0'],
    ['an unknown member', JSON.stringify({ ...fc.sample(post, 1)[0], colour: 'red' }), '$', 'colour'],
  ])('rejects %s', (_what, value, path, reason) => {
    expect(postEventCodec.decode(value)).toEqual({
      ok: false,
      issues: [{ path, reason: expect.stringContaining(reason) as string }],
    });
  });

  it('rejects to encode what is no event: a defect of the caller', () => {
    expect(() => pingPongMessageCodec.encode({ 'transaction-id': '', payload: { message: 'ping' } })).toThrow();
  });
});
