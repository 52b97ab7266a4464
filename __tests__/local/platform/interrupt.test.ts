import { orAborted, withInterruption } from '../../../local/platform/interrupt';

describe('withInterruption and orAborted', () => {
  it('reject with PLATFORM_INTERRUPTED at SIGINT, so that the caller can clean up', async () => {
    const never = new Promise<void>(() => undefined);
    const work = withInterruption((interrupted) => orAborted(never, interrupted));
    process.emit('SIGINT');
    await expect(work).rejects.toMatchObject({ code: 'PLATFORM_INTERRUPTED' });
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it('listen from before the work begins to after its clean-up', async () => {
    let cleanedUp = false;
    const work = withInterruption(async (interrupted) => {
      process.emit('SIGINT'); // before anything is waited for
      try {
        await orAborted(Promise.resolve(7), interrupted);
      } finally {
        await Promise.resolve();
        cleanedUp = process.listenerCount('SIGTERM') === 1;
      }
    });
    await expect(work).rejects.toMatchObject({ code: 'PLATFORM_INTERRUPTED' });
    expect(cleanedUp).toBe(true);
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('pass the result on and listen no more', async () => {
    await expect(withInterruption((interrupted) => orAborted(Promise.resolve(7), interrupted))).resolves.toBe(7);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
