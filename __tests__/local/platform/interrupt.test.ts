import { untilInterrupted } from '../../../local/platform/interrupt';

describe('untilInterrupted', () => {
  it('rejects with PLATFORM_INTERRUPTED at SIGINT, so that the caller can clean up', async () => {
    const never = new Promise<void>(() => undefined);
    const work = untilInterrupted(never);
    process.emit('SIGINT');
    await expect(work).rejects.toMatchObject({ code: 'PLATFORM_INTERRUPTED' });
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it('passes the result on and listens no more', async () => {
    await expect(untilInterrupted(Promise.resolve(7))).resolves.toBe(7);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
