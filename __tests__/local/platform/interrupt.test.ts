import { orAborted, withInterruption } from '../../../local/platform/interrupt';

describe('withInterruption and orAborted', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'reject with PLATFORM_INTERRUPTED at %s, so that the caller can clean up',
    async (signal) => {
      const work = withInterruption((interrupted) => orAborted(new Promise(() => undefined), interrupted));
      process.emit(signal);
      await expect(work).rejects.toMatchObject({ code: 'PLATFORM_INTERRUPTED' });
      expect(process.listenerCount(signal)).toBe(0);
    },
  );

  it('clean up in peace when the terminal is closed, which is told twice and takes no words any more', async () => {
    let cleanedUp = false;
    const work = withInterruption(async (interrupted) => {
      process.stdout.emit('error', new Error('EIO'));
      process.emit('SIGHUP');
      try {
        await orAborted(Promise.resolve(7), interrupted);
      } finally {
        process.stderr.emit('error', new Error('EIO'));
        cleanedUp = process.emit('SIGHUP');
      }
    });
    await expect(work).rejects.toMatchObject({ code: 'PLATFORM_INTERRUPTED' });
    expect(cleanedUp).toBe(true);
    expect(process.listenerCount('SIGHUP')).toBe(0);
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
