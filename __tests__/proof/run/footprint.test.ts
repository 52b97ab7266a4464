import { footprintOf, growthOf, type Footprint } from '../../../proof/run/footprint';

const MIB = 2 ** 20;
const series = (count: number, bytes: (index: number) => number, files: (index: number) => number): Footprint[] =>
  Array.from({ length: count }, (_, at) => ({ at, residentBytes: bytes(at), openFiles: files(at) }));
const noise = (index: number): number => ((index * 7919) % 13) / 13;

describe('the growth of a process', () => {
  it('is flat when memory goes up and down and files come and go', () => {
    const flat = series(
      100,
      (at) => (90 + 15 * noise(at)) * MIB,
      (at) => 30 + Math.round(6 * noise(at)),
    );
    expect(growthOf('producer', flat).flat).toBe(true);
  });

  it('does not take the start for a leak, nor one peak', () => {
    const warming = series(
      100,
      (at) => (at === 95 ? 400 : Math.min(100, 40 + 4 * at)) * MIB,
      () => 30,
    );
    expect(growthOf('producer', warming).flat).toBe(true);
  });

  it('sees memory that grows slowly, and files', () => {
    const memory = series(
      100,
      (at) => (90 + 1 * at) * MIB,
      () => 30,
    );
    expect(growthOf('producer', memory).flat).toBe(false);
    const files = series(
      100,
      () => 90 * MIB,
      (at) => 30 + at / 2,
    );
    expect(growthOf('producer', files).flat).toBe(false);
  });

  it('says nothing good of a process that was hardly looked at', () => {
    const few = series(
      6,
      () => 90 * MIB,
      () => 30,
    );
    expect(growthOf('producer', few).flat).toBe(false);
  });
});

describe('a footprint', () => {
  it('is of a real process, and none of one that is gone', () => {
    const own = footprintOf(process.pid, 5);
    expect(own?.at).toBe(5);
    expect(own?.residentBytes).toBeGreaterThan(20 * MIB);
    expect(own?.openFiles).toBeGreaterThan(3);
    expect(footprintOf(2 ** 22 + 1, 0)).toBeUndefined();
  });
});
