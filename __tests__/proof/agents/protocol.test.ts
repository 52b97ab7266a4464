import { parseOrder, parseReport, parseSpec } from '../../../proof/agents/protocol';
import type { ReaderSpec } from '../../../proof/agents/spec';

const reader: ReaderSpec = {
  role: 'reader',
  name: 'reader-1',
  journal: '/tmp/reader-1.journal',
  kafka: { bootstrapServers: '127.0.0.1:9092', security: { protocol: 'PLAINTEXT' } },
  topics: ['ledger.direct'],
  group: 'g',
  client: { kind: 'millrace', acks: 'all', idempotent: true },
  commit: 'after-processing',
  isolation: 'read_committed',
  processingMs: 0,
};

const codeOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return undefined;
};

describe('a specification', () => {
  it('is read as it was written', () => {
    expect(parseSpec(JSON.stringify(reader), 'a file')).toEqual(reader);
  });

  it.each([
    ['no JSON', 'x'],
    ['another role', JSON.stringify({ ...reader, role: 'cook' })],
    ['a name that would be taken apart as a key is', JSON.stringify({ ...reader, name: 'a.b' })],
    ['a field too many', JSON.stringify({ ...reader, patience: 1 })],
    ['commit before processing by a client that cannot', JSON.stringify({ ...reader, commit: 'before-processing' })],
  ])('is refused: %s', (_, json) => {
    expect(codeOf(() => parseSpec(json, 'a file'))).toBe('AGENT_SPEC_INVALID');
  });
});

describe('orders and reports', () => {
  it('are read', () => {
    expect(parseOrder('{"order":"clock","shiftMs":-5}')).toEqual({ order: 'clock', shiftMs: -5 });
    expect(parseReport('{"report":"ready"}')).toEqual({ report: 'ready' });
  });

  it('an order that is none is an error, a line that is no report is a line of a journal', () => {
    expect(codeOf(() => parseOrder('{"order":"dance"}'))).toBe('AGENT_ORDER_INVALID');
    expect(parseReport('A 1 w.1.0:0')).toBeUndefined();
  });
});
