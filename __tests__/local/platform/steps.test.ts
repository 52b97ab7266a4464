import { PassThrough } from 'node:stream';
import { Steps } from '../../../local/platform/steps';

function recorder(): { out: NodeJS.WriteStream; text: () => string } {
  const out = new PassThrough();
  let text = '';
  out.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { out: out as unknown as NodeJS.WriteStream, text: () => text };
}

describe('steps', () => {
  it('prints one line for each step, with the result and the time it took', async () => {
    const { out, text } = recorder();
    await new Steps(out).run(
      'counting',
      () => Promise.resolve(3),
      (count) => `${count} counted`,
    );
    expect(text()).toMatch(/^ {2}✔ 3 counted +0\.\d s\n$/);
  });

  it('marks the step that failed and passes its error on', async () => {
    const { out, text } = recorder();
    const failing = new Steps(out).run('counting', () => Promise.reject(new Error('no fingers')));
    await expect(failing).rejects.toThrow('no fingers');
    expect(text()).toContain('✖ counting');
  });
});
