import { waitUntil } from '../../local/kafka/wait-until';
import { stampNow } from '../ledger/entries';
import type { Load } from '../settings/load';
import type { ProofSetting } from '../settings/setting';
import { Crew } from './crew';
import { takePlaces, topicsOf } from './stage';
import type { Target } from './target';

const CALIBRATION = { warmUp: 5_000, measured: 15_000 };
const LIMIT_MS = 120_000;

/** Messages a second that a writer reaches with nothing in its way, the copier and the readers beside it. */
export async function capacityOf(
  target: Target,
  setting: ProofSetting,
  load: Load,
  interrupted: AbortSignal,
): Promise<number> {
  await target.freshTopics(topicsOf(setting, load));
  const crew = new Crew(target, 'capacity-');
  const unlimited = { ...load, rate: 1_000_000 };
  try {
    await takePlaces({ target, setting, crew, load: unlimited, id: 'capacity' }, undefined);
    const reached = async (count: number): Promise<number> => {
      const there = (): number | undefined => {
        interrupted.throwIfAborted();
        return crew.acknowledged >= count ? crew.acknowledged : undefined;
      };
      return waitUntil(`${count} acknowledgements`, there, { timeoutMs: LIMIT_MS, everyMs: 20 });
    };
    const from = await reached(CALIBRATION.warmUp);
    const begun = stampNow();
    const to = await reached(from + CALIBRATION.measured);
    return ((to - from) / (stampNow() - begun)) * 1000;
  } finally {
    await crew.killAll();
  }
}
