import { flawNames, type FlawName, type LineVerdict } from '../ledger/verdict';
import { faultNamed } from '../faults/registry';
import type { FaultName } from '../faults/names';
import type { FaultRecord, Timeline, Verdict } from '../result';
import type { ProofSetting } from '../settings/setting';

/** With fewer acknowledged messages on a line a run says nothing of it. */
export const ENOUGH_ACKNOWLEDGED = 200;
/**
 * Where writes must go on, so many session timeouts without an acknowledgement on a partition are an outage and no stall. How long stalls
 * really were is in the figures.
 */
const OUTAGE_SESSIONS = 10;

export interface Evidence {
  readonly setting: ProofSetting;
  readonly brokers: number;
  /** `broker.session.timeout.ms`: what the brokers take to notice that one is gone. */
  readonly sessionTimeoutMs: number;
  readonly lines: readonly LineVerdict[];
  readonly faults: readonly FaultRecord[];
  /** Faults that were asked for. */
  readonly asked: readonly FaultName[];
  readonly timeline: Timeline;
  /** What went wrong with the run itself: an agent that ended, a fault that could not be done. */
  readonly troubles: readonly string[];
  /** The platform did not come back in time after a fault. */
  readonly unrecovered: readonly string[];
}

const flawWords: Record<FlawName, string> = {
  lost: 'acknowledged and not stored',
  unprocessed: 'stored and never processed',
  duplicated: 'stored more than once',
  misordered: "out of their key's order",
  neverAttempted: 'stored and never sent',
  refusedButStored: 'stored although the client was told that they are not',
};

function flaws(lines: readonly LineVerdict[], allowed: readonly FlawName[] = []): string[] {
  return lines.flatMap((line) =>
    flawNames
      .filter((flaw) => line[flaw].count > 0 && !allowed.includes(flaw))
      .map((flaw) => `${line.line}: ${line[flaw].count} ${flawWords[flaw]} (${line[flaw].ids.slice(0, 3).join(', ')})`),
  );
}

function outages({ faults, setting, sessionTimeoutMs }: Evidence): string[] {
  if (setting.kind === 'weak') return [];
  return faults
    .filter(({ name, writeStallMs }) => mustGoOn(name) && writeStallMs > OUTAGE_SESSIONS * sessionTimeoutMs)
    .map(({ name, writeStallMs }) => `${name}: a partition took no write for ${(writeStallMs / 1000).toFixed(1)} s`);
}

const mustGoOn = (names: string): boolean =>
  names.split(' + ').every((name) => faultNamed(name as FaultName).writesGoOn);

/** What was to be seen of a fault, and was not. */
function unseen(fault: FaultRecord, { timeline, brokers, setting }: Evidence): string[] {
  const shows = faultNamed(fault.name.split(' + ')[0] as FaultName).shows;
  if (shows === undefined) return [];
  const first = Math.floor(fault.fromMs / timeline.everyMs);
  const last = Math.ceil(fault.wholeMs / timeline.everyMs) + 1;
  if (shows === 'fewer-brokers') {
    const fewest = Math.min(...timeline.brokersRunning.slice(first, last));
    return fewest < brokers ? [] : [`${fault.name} met nobody: all ${brokers} brokers ran on`];
  }
  // No answer is no evidence.
  const sizes = timeline.smallestIsr.slice(first, last).filter((size) => size !== null);
  const full = setting.replicationFactor;
  return Math.min(full, ...sizes) < full ? [] : [`${fault.name} met nobody: every ISR stayed at ${full}`];
}

function tooLittle({ lines, setting }: Evidence): string[] {
  return setting.lines.flatMap((name) => {
    const line = lines.find((each) => each.line === name);
    if (line === undefined) return [`${name}: there is no record of it`];
    const { acknowledged, processed, stored } = line;
    if (acknowledged < ENOUGH_ACKNOWLEDGED)
      return [`${name}: ${acknowledged} messages were acknowledged, fewer than ${ENOUGH_ACKNOWLEDGED} say nothing`];
    return stored === 0 || processed === 0 ? [`${name}: ${stored} were stored and ${processed} processed`] : [];
  });
}

/** `broken` wins: a promise that was seen broken is broken, however the run ended. */
export function outcomeOf(evidence: Evidence): { readonly verdict: Verdict; readonly reasons: readonly string[] } {
  const broken = [...flaws(evidence.lines, evidence.setting.mayHave), ...outages(evidence), ...evidence.unrecovered];
  if (broken.length > 0) return { verdict: 'broken', reasons: [...broken, ...evidence.troubles] };
  const missed = evidence.asked.slice(evidence.faults.length).map((name) => `${name} was not done`);
  const doubts = [
    ...evidence.troubles,
    ...(evidence.asked.length === 0 ? ['no fault was asked for: nothing was put to the proof'] : []),
    ...missed,
    ...evidence.faults.flatMap((fault) => unseen(fault, evidence)),
    ...tooLittle(evidence),
  ];
  return doubts.length > 0 ? { verdict: 'inconclusive', reasons: doubts } : { verdict: 'held', reasons: [] };
}
