import type { Steps } from '../../local/platform/steps';
import { LocalKafkaError } from '../../local/kafka/errors';
import { waitUntil } from '../../local/kafka/wait-until';
import type { FaultStep } from '../faults/fault';
import type { FaultName } from '../faults/names';
import { faultNamed } from '../faults/registry';
import { stampNow } from '../ledger/entries';
import type { ProofResult } from '../result';
import type { ProofSetting } from '../settings/setting';
import { Crew } from './crew';
import { faultGround } from './fault-ground';
import type { FaultMoment } from './history';
import { judgeRun, unjudged } from './judge-run';
import { ENOUGH_ACKNOWLEDGED } from './outcome';
import { Sampler } from './sampler';
import type { Schedule } from './schedule';
import { takePlaces, topicsOf } from './stage';
import type { Load } from '../settings/load';
import type { Target } from './target';

export interface RunOptions {
  readonly target: Target;
  readonly setting: ProofSetting;
  readonly schedule: Schedule;
  readonly load: Load;
  /** How to run it again. */
  readonly command: string;
  readonly steps: Steps;
  readonly interrupted: AbortSignal;
}

/** Load before the first fault and after the last. */
const SOME_LOAD = 300;
const STOP_LIMIT_MS = 60_000;
const ENOUGH_LIMIT_MS = 60_000;

/** What came of the faults. */
export interface Happened {
  /** Faults that were begun, or tried. */
  readonly asked: readonly FaultName[];
  readonly moments: readonly FaultMoment[];
  readonly troubles: readonly string[];
  readonly unrecovered: readonly string[];
}

const words = (step: FaultStep): string => (step.beside ? `${step.fault} + ${step.beside.fault}` : step.fault);

/** One schedule on a platform that is whole: load, faults, the end of the load, the judgement. */
export async function runSchedule(options: RunOptions): Promise<ProofResult> {
  const { target, setting, load, schedule } = options;
  const startedAt = new Date();
  const run = `s${schedule.seed}-${startedAt.getTime().toString(36)}-`;
  const crew = new Crew(target, run);
  await target.freshTopics(topicsOf(setting, load));
  const service = setting.lines.includes('http') ? await target.startProducerService() : undefined;
  const sampler = new Sampler(target);
  const beganAt = stampNow();
  try {
    await takePlaces({ target, setting, crew, load, id: `${schedule.seed}-${startedAt.getTime()}` }, service?.url);
    const happened = await faults(options, crew);
    if (happened.troubles.length === 0 && happened.unrecovered.length === 0) await untilEnough(options, crew);
    const ended = { options, crew, sampler, happened, beganAt, startedAt, run, stopWriters: () => stopWriters(crew) };
    return await judgeRun(ended).catch((error: unknown) => {
      options.interrupted.throwIfAborted();
      return unjudged(ended, error);
    });
  } finally {
    await sampler.end();
    await crew.killAll();
    await service?.stop();
  }
}

/** A short fault leaves a slow line with too few messages to say anything. Without them in time the verdict says so. */
async function untilEnough({ setting, interrupted }: RunOptions, crew: Crew): Promise<void> {
  const written = setting.lines.filter((line) => line !== 'transactional');
  const enough = (): true | undefined => {
    interrupted.throwIfAborted();
    return written.every((line) => crew.acknowledgedOn(line) >= ENOUGH_ACKNOWLEDGED) ? true : undefined;
  };
  await waitUntil('enough messages on every line', enough, { timeoutMs: ENOUGH_LIMIT_MS }).catch(() => undefined);
  interrupted.throwIfAborted();
}

async function stopWriters(crew: Crew): Promise<void> {
  await crew.stop(STOP_LIMIT_MS, 'writer', 'http-writer');
}

/** A broker that does not come up, or that nobody hears of in time. */
const goneCodes: readonly string[] = ['LOCAL_TIMEOUT', 'LOCAL_NODE_STUCK', 'LOCAL_NODE_DIED'];
const isGone = (error: unknown): boolean => error instanceof LocalKafkaError && goneCodes.includes(error.code);
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function faults(options: RunOptions, crew: Crew): Promise<Happened> {
  const { target, setting, schedule, steps, interrupted } = options;
  const replicated = setting.replicationFactor > 1;
  const ground = faultGround({ platform: target.ground, crew, replicated, interrupted });
  const moments: FaultMoment[] = [];
  const troubles: string[] = [];
  const unrecovered: string[] = [];
  const asked: FaultName[] = [];
  for (const step of schedule.steps) {
    asked.push(step.fault);
    const moment = { name: words(step), target: '', from: 0, healed: 0, whole: 0 };
    try {
      await ground.untilWhole();
      await ground.untilAcknowledged(SOME_LOAD);
      await steps.run(
        moment.name,
        () => oneStep(step, ground, moment),
        () => `${moment.name}: ${moment.target}`,
      );
      moments.push(moment);
    } catch (error) {
      interrupted.throwIfAborted();
      const reason = `${moment.name}: ${wordsOf(error)}`;
      // Begun, and then it did not come back: that is the platform's fault and no fault of the run.
      (moment.from > 0 && isGone(error) ? unrecovered : troubles).push(reason);
      const now = stampNow();
      if (moment.from > 0) moments.push({ ...moment, healed: moment.healed || now, whole: now });
      await target.recover().catch((again: unknown) => {
        interrupted.throwIfAborted();
        (isGone(again) ? unrecovered : troubles).push(`it could not be brought back: ${wordsOf(again)}`);
      });
      break;
    }
  }
  return { asked, moments, troubles: [...troubles, ...crew.troubles], unrecovered };
}

type Moment = { -readonly [key in keyof FaultMoment]: FaultMoment[key] };

async function oneStep(step: FaultStep, ground: ReturnType<typeof faultGround>, moment: Moment): Promise<void> {
  const targets: string[] = [];
  const marks = {
    begun(target: string): void {
      moment.from ||= stampNow();
      targets.push(target);
      moment.target = targets.join('; ');
    },
    healed(): void {
      moment.healed = stampNow();
    },
  };
  const both = [step, ...(step.beside ? [step.beside] : [])];
  const ended = await Promise.allSettled(both.map((each) => faultNamed(each.fault).run(ground, each, marks)));
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  await ground.untilWhole();
  await ground.untilWritable();
  moment.whole = stampNow();
  await ground.untilAcknowledged(SOME_LOAD);
}
