import type { Account, Message } from './account';
import type { LineHistory, Span, WriterEnd } from './history';
import { keyOf, writerOf } from './message';

/** A time in which messages waited and none of them got on. */
export interface Stall extends Span {
  /** Where; `line`: everywhere. */
  readonly where: number | 'line';
}

/** Shorter waits are the ordinary course of things, and are not told one by one. */
const SHORTEST_MS = 20;

/**
 * `begin`: a message waits from now on. `progress`: one got on. `failed`: one waits no more, and did not get on. `gone`:
 * nobody is there any more who could get on.
 */
type Step = 'begin' | 'progress' | 'failed' | 'gone';
interface Event {
  readonly at: number;
  readonly step: Step;
  /** A key's or a record's; -1: not known. */
  readonly partition: number;
}

/** At the same moment: a message begins before it ends. */
const turn: Readonly<Record<Step, number>> = { begin: 0, progress: 1, failed: 2, gone: 3 };
const inTime = (one: Event, other: Event): number => one.at - other.at || turn[one.step] - turn[other.step];

/**
 * The waits of one place. Only progress ends a wait: an answer that says no does not, or a client that refuses
 * everything at once would show no stall at all. A wait ends too when all who waited are gone.
 */
class Waits {
  private waiting = 0;
  private since: number | undefined;

  constructor(
    private readonly where: number | 'line',
    private readonly found: Stall[],
  ) {}

  take({ at, step }: Event): void {
    if (step === 'begin') this.since ??= at;
    if (step !== 'gone') this.waiting += step === 'begin' ? 1 : -1;
    if (step === 'progress' || (step === 'gone' && this.waiting === 0)) this.close(at, this.waiting > 0);
  }

  /** @param goesOn others still wait */
  close(at: number, goesOn = false): void {
    if (this.since !== undefined && at - this.since >= SHORTEST_MS)
      this.found.push({ fromMs: this.since, toMs: at, where: this.where });
    this.since = goesOn ? at : undefined;
  }
}

function stallsOf(events: Event[]): readonly Stall[] {
  const found: Stall[] = [];
  const line = new Waits('line', found);
  const partitions = new Map<number, Waits>();
  for (const event of events.sort(inTime)) {
    line.take(event);
    if (event.partition < 0) continue;
    const waits = partitions.get(event.partition) ?? new Waits(event.partition, found);
    partitions.set(event.partition, waits);
    waits.take(event);
  }
  const last = events.at(-1)?.at ?? 0;
  for (const waits of [line, ...partitions.values()]) waits.close(last);
  return found.sort((one, other) => one.fromMs - other.fromMs);
}

/** A key's partition: as stored, or as acknowledged where nothing is stored of it. */
function keyPartitions({ homes: stored, messages }: Account, acknowledgedToo: boolean): (message: Message) => number {
  const homes = new Map(stored);
  if (acknowledgedToo)
    for (const { id, partition } of messages.values())
      if (partition >= 0 && !homes.has(keyOf(id))) homes.set(keyOf(id), partition);
  return ({ id }) => homes.get(keyOf(id)) ?? -1;
}

/** When the incarnation that has this as its last entry ended. */
function endOf(writer: string, last: number, ends: readonly WriterEnd[]): number {
  const name = writer.slice(0, writer.lastIndexOf('.'));
  const later = ends.filter((end) => end.name === name && end.at >= last).map(({ at }) => at);
  return later.length === 0 ? last : Math.min(...later);
}

/** The life of each incarnation of a writer. */
function livesOf({ lives }: Account, { writerEnds: ends = [] }: LineHistory): ReadonlyMap<string, Span> {
  return new Map([...lives].map(([writer, { fromMs, toMs }]) => [writer, { fromMs, toMs: endOf(writer, toMs, ends) }]));
}

const lifeOf = (lives: ReadonlyMap<string, Span>, { id, attemptedAt = 0 }: Message): Span =>
  lives.get(writerOf(keyOf(id))) ?? { fromMs: attemptedAt, toMs: attemptedAt };

/** The moments in which a writer ended and no other was there. */
function desertedAt(lives: readonly Span[]): readonly number[] {
  return lives
    .filter(({ toMs }) => !lives.some((other) => other.fromMs <= toMs && toMs < other.toMs))
    .map(({ toMs }) => toMs);
}

const stepOf: Readonly<Record<'acknowledged' | 'unknown' | 'refused', Step>> = {
  acknowledged: 'progress',
  unknown: 'failed',
  refused: 'failed',
};

/** Times in which messages waited for an answer and none was acknowledged: over the line, and over each partition. */
export function writeStalls(account: Account, history: LineHistory): readonly Stall[] {
  const partitionOf = keyPartitions(account, history.placesAreOfTopic ?? true);
  const lives = livesOf(account, history);
  const events: Event[] = [];
  const places = new Set([-1]);
  for (const message of account.messages.values()) {
    const { attemptedAt, answer, answeredAt } = message;
    if (attemptedAt === undefined) continue;
    const partition = partitionOf(message);
    places.add(partition);
    events.push({ at: attemptedAt, step: 'begin', partition });
    if (answer === undefined) events.push({ at: lifeOf(lives, message).toMs, step: 'failed', partition });
    else events.push({ at: answeredAt, step: stepOf[answer], partition });
  }
  for (const at of desertedAt([...lives.values()]))
    for (const partition of places) events.push({ at, step: 'gone', partition });
  return stallsOf(events);
}

/**
 * Times in which stored messages waited for readers and none was processed. A message counts as stored from its
 * acknowledgement on; one without, from the moment its writer gave it up. Only a message's first processing is progress: a
 * reader that goes over the same records again and again stands still.
 */
export function readStalls(account: Account, history: LineHistory): readonly Stall[] {
  const lives = livesOf(account, history);
  const events: Event[] = [];
  for (const message of account.messages.values()) {
    const { answer, answeredAt, places, processedAt, attemptedAt } = message;
    const [place] = places;
    if (place === undefined || attemptedAt === undefined) continue;
    const storedAt = answer === undefined ? lifeOf(lives, message).toMs : answeredAt;
    const { partition } = place;
    // A reader may be faster than the acknowledgement.
    events.push({ at: Math.min(storedAt, processedAt ?? storedAt), step: 'begin', partition });
    if (processedAt !== undefined) events.push({ at: processedAt, step: 'progress', partition });
  }
  return stallsOf(events);
}

/** The length of the longest, of those that touch the window; 0 when there is none. @param window @default - always */
export function longestStall(stalls: readonly Stall[], window?: Span): number {
  return stalls.reduce((longest, { fromMs, toMs }) => {
    const inside = window === undefined || (fromMs <= window.toMs && toMs >= window.fromMs);
    return inside ? Math.max(longest, toMs - fromMs) : longest;
  }, 0);
}
