import { endToEndFigures, numberIn, producerFigures } from '../../../../proof/bench/contenders/java';
import { eventTemplate, payloadFile, smallestEvent } from '../../../../proof/bench/contenders/payload';
import { postEventCodec } from '../../../../contracts/events/post';

describe("what Kafka's tools print", () => {
  it('is read: ProducerPerformance', () => {
    const summary =
      '5000 records sent, 1754.4 records/sec (0.17 MB/sec), 1042.57 ms avg latency, 1840.00 ms max latency, 1012 ms 50th, 1729 ms 95th, 1786 ms 99th, 1838 ms 99.9th.';
    expect(producerFigures(summary)).toEqual({
      recordsPerSecond: 1754.4,
      p50Ms: 1012,
      p99Ms: 1786,
      p999Ms: 1838,
      maxMs: 1840,
    });
  });

  it('is read: EndToEndLatency', () => {
    const text = '0\t2.5\nAvg latency: 1.5360 ms\nPercentiles: 50th = 1, 99th = 3, 99.9th = 12\n';
    expect(endToEndFigures(text)).toEqual({ p50Ms: 1, p99Ms: 3, p999Ms: 12 });
  });

  it('rejects a print without the figure, with its last words', () => {
    expect(() => numberIn('it broke', /(\d+) records/)).toThrow('it broke');
  });
});

describe('payloads', () => {
  it('are valid events of the asked size, or as small as one can be', () => {
    for (const bytes of [1_024, 10_240]) {
      const lines = payloadFile(bytes, 20).split('\n');
      expect(lines).toHaveLength(20);
      for (const text of lines) {
        expect(postEventCodec.decode(Buffer.from(text)).ok).toBe(true);
        expect(Math.abs(text.length - bytes)).toBeLessThanOrEqual(4);
      }
    }
    expect(eventTemplate(10).data['padding']).toBe('');
    expect(smallestEvent()).toBeGreaterThan(100);
  });
});
