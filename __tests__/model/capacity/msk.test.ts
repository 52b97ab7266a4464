import { mskFor, type Msk } from '../../../model/capacity/msk';
import type { Kafka } from '../../../model/environment';
import { environments } from '../../../environments';
import { resolve } from '../../../model/resolve';
import { loadedWith } from './traffic-of';

const kafka: Kafka = resolve(environments['eks-prod']).kafka;
const sizeFor = (megabytesPerSecond: number, groups: number): Msk['size'] | undefined =>
  mskFor({ kafka }, loadedWith({ megabytesPerSecond, groups }))?.size;

describe('the size of an MSK broker', () => {
  it('is the smallest that carries the load with all up and with a zone lost', () => {
    // To five groups a broker sends 7/3 of what is written with all up, thrice of it with a zone lost; m7g.large is planned with 93.7 MB/s.
    expect(sizeFor(31, 5)).toBe('large');
    expect(sizeFor(35, 5)).toBe('xlarge');
  });
});
