/** Cron expressions of Quartz, which Strimzi reads its maintenance windows with (`org.quartz.CronExpression`). */

interface Field {
  readonly least: number;
  readonly most: number;
  /** Names that stand for numbers, from `least` up. */
  readonly names?: readonly string[];
  /** What may stand for the whole field beside `*` and a list. */
  readonly special?: RegExp;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const sixty: Field = { least: 0, most: 59 };

const fields: readonly Field[] = [
  sixty,
  sixty,
  { least: 0, most: 23 },
  // The last day, one before it, and the weekday nearest to a day.
  { least: 1, most: 31, special: /^(\?|LW?|L-([1-9]|[12]\d|30)|([1-9]|[12]\d|3[01])W)$/ },
  { least: 1, most: 12, names: months },
  // Saturday; the last or the nth such day of the month.
  { least: 1, most: 7, names: days, special: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/ },
  { least: 1970, most: 2199 },
];

function isNumber(text: string | undefined, { least, most, names = [] }: Field): boolean {
  if (text === undefined) return false;
  if (names.includes(text)) return true;
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}

/** `3`, `TUE-THU`, `*`, each with a step behind it: `0/15`. */
function isPart(text: string, field: Field): boolean {
  const [range = '', step, ...more] = text.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const [from, to, ...others] = range.split('-');
  return others.length === 0 && isNumber(from, field) && (to === undefined || isNumber(to, field));
}

const isField = (text: string, field: Field): boolean =>
  (field.special?.test(text) ?? false) || text.split(',').every((part) => isPart(part, field));

/** Six fields, or seven with the year; of the day of the month and the day of the week exactly one is `?`. */
export function isQuartzCron(expression: string): boolean {
  const texts = expression.trim().toUpperCase().split(/\s+/);
  if (texts.length !== 6 && texts.length !== 7) return false;
  const unsaid = [texts[3], texts[5]].filter((text) => text === '?').length;
  return unsaid === 1 && texts.every((text, index) => isField(text, fields[index] as Field));
}
