import { stampNow } from '../ledger/entries';
import type { Sample, Target } from './target';

const EVERY_MS = 250;

/** Looks at the platform four times a second until it is ended. */
export class Sampler {
  readonly samples: { readonly at: number; readonly sample: Sample }[] = [];
  private ending = false;
  private readonly done: Promise<void>;

  constructor(private readonly target: Pick<Target, 'sample'>) {
    this.done = this.look();
  }

  async end(): Promise<void> {
    this.ending = true;
    await this.done;
  }

  private async look(): Promise<void> {
    while (!this.ending) {
      const begun = stampNow();
      const sample = await this.target.sample();
      this.samples.push({ at: stampNow(), sample });
      await new Promise((settle) => setTimeout(settle, Math.max(0, EVERY_MS - (stampNow() - begun))));
    }
  }
}
