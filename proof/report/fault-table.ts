import type { FaultRecord } from '../result';
import { duration, moment } from './figures';
import { markup, table, type Markup } from './markup';
import { lasted, untilWhole, untilWritable } from './totals';

const columns = [
  { title: 'No.', kind: 'number' as const },
  { title: 'Fault' },
  { title: 'Whom it met' },
  { title: 'Began at', kind: 'number' as const },
  { title: 'Lasted', kind: 'number' as const },
  { title: 'Write stall', kind: 'number' as const },
  { title: 'Read stall', kind: 'number' as const },
  { title: 'Writable after its begin', kind: 'number' as const },
  { title: 'Whole after its end', kind: 'number' as const },
];

/** `never` stands out: recovery did not come. */
const time = (milliseconds: number): string | Markup =>
  duration(milliseconds) === 'never' ? markup`<strong class="bad">never</strong>` : duration(milliseconds);

export function faultTable(faults: readonly FaultRecord[]): Markup {
  const rows = faults.map((fault, index) => [
    index + 1,
    fault.name,
    fault.target,
    moment(fault.fromMs),
    time(lasted(fault)),
    time(fault.writeStallMs),
    time(fault.readStallMs),
    time(untilWritable(fault)),
    time(untilWhole(fault)),
  ]);
  return markup`
<section aria-labelledby="faults"><h2 id="faults">The faults</h2>
${
  rows.length === 0
    ? markup`<p>None was made.</p>`
    : markup`<p>Writable: every partition took writes again. Whole: every replica was in sync again.</p>
${table('Faults in the order in which they were made', columns, rows)}`
}
</section>`;
}
