import { Processing } from '../../../proof/agents/processing';
import { Tally } from '../../../proof/agents/tally';
import type { AgentReport } from '../../../proof/agents/spec';
import { Journal } from '../../../proof/ledger/journal';
import { directValue } from '../../../proof/ledger/message';

const quiet = (): void => undefined;

describe('a record that is processed', () => {
  let text: string;
  let reports: AgentReport[];
  let tally: Tally;
  let journal: Journal;

  const processing = (processingMs: number): Processing =>
    new Processing(processingMs, {
      journal,
      tally,
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      incarnation: 'i',
      ready: quiet,
      fail: quiet,
    });
  const record = { topic: 'ledger.direct', partition: 2, offset: 17n };
  const own = { ...record, value: Buffer.from(directValue('w.i.0:5', 50)) };

  beforeEach(() => {
    text = '';
    reports = [];
    tally = new Tally((report) => reports.push(report));
    journal = Journal.open('memory', {
      onError: quiet,
      file: { append: (lines) => void (text += lines), close: quiet },
    });
  });
  afterEach(() => {
    tally.end();
    journal.close();
  });

  it('is in the file before its offset may be committed', async () => {
    const done = processing(0).process(own);
    await done;
    expect(text).toMatch(/^P [\d.]+ ledger\.direct 2 17 w\.i\.0:5\n$/);
  });

  it('is noted when its processing has ended, and in flight until then', async () => {
    const done = processing(30).process(own);
    expect(tally.inFlight).toBe(1);
    expect(text).toBe('');
    await done;
    expect(tally.inFlight).toBe(0);
    tally.flush();
    expect(reports.at(-1)).toMatchObject({ report: 'counts', processed: 1, inFlight: 0 });
  });

  it('is no business of the ledger when it is somebody else’s', async () => {
    await processing(0).process({ ...record, value: Buffer.from('something') });
    await processing(0).process({ ...record, value: null });
    tally.flush();
    expect([text, reports.filter((report) => report.report === 'counts' && report.processed > 0)]).toEqual(['', []]);
  });
});
