import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { PartitionLease } from '../../../../../services/shared/kafka/kafkajs/partition-lease';

function leaseOf(messages: readonly KafkaMessage[]): PartitionLease {
  const batch = { topic: 'posts', partition: 0, messages };
  const payload = { batch } as unknown as EachBatchPayload;
  const settings = { heartbeatMs: 60_000, commitIntervalMs: 1_000, revokeGraceMs: 1_000, onCommitted: () => undefined };
  return new PartitionLease(payload, { paused: false, generation: 1, owns: () => true }, settings);
}

function message(headers: unknown): KafkaMessage {
  return { key: null, value: null, offset: '7', timestamp: '1', attributes: 0, headers } as unknown as KafkaMessage;
}

describe('a record', () => {
  it('is read with a header that has no value, which Kafka allows', () => {
    const sick = message({ empty: null, fine: Buffer.from('x') });
    const lease = leaseOf([sick]);
    expect(lease.toRecord(sick).headers).toEqual({ empty: '', fine: 'x' });
    lease.end();
  });

  it('carries its headers as they were written, repeated and binary ones too', () => {
    const binary = Buffer.from([0xff, 0xfe]);
    const twice = message({ schema: binary, twice: [Buffer.from('a'), Buffer.from('b')] });
    const lease = leaseOf([twice]);
    expect(lease.toRecord(twice)).toMatchObject({
      headers: { twice: 'b' },
      rawHeaders: { schema: binary, twice: [Buffer.from('a'), Buffer.from('b')] },
    });
    lease.end();
  });
});
