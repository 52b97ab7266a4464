/**
 * A clock that can be made to jump: `Date` of this process, for everything in it that asks `Date`. To be imported before
 * anything else, since a module may keep `Date.now` when it is loaded. Timers, `performance.now()` and the journal's
 * times (`stampNow`) stay right, as they do when the wall clock of a machine is set.
 */
let shift = 0;

const RealDate = Date;
const realNow = RealDate.now.bind(RealDate);
const shiftedNow = (): number => realNow() + shift;

RealDate.now = shiftedNow;
const ShiftedDate: DateConstructor = new Proxy(RealDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [shiftedNow()] : args, newTarget) as Date,
  apply: () => new RealDate(shiftedNow()).toString(),
});
globalThis.Date = ShiftedDate;
// What is asked for its constructor answers with the one that jumps.
RealDate.prototype.constructor = ShiftedDate;

/** @param milliseconds from the real time; 0 undoes it */
export function shiftClock(milliseconds: number): void {
  shift = milliseconds;
}
