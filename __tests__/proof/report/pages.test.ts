import { renderRunPage, renderSeriesPage } from '../../../proof/report';
import { markup, table } from '../../../proof/report/markup';
import type { MessageId } from '../../../proof/ledger/entries';
import type { ProofResult } from '../../../proof/result';
import { brokenRun, heldRun, inconclusiveRun, sampleSeries } from './samples';

const attack = `</script><script>alert(1)</script><img src=x onerror="alert('2')">`;

/** Whatever a run holds that came from outside, hostile. */
function hostile(): ProofResult {
  const run = brokenRun(3);
  const ids = [`${attack}:1` as MessageId];
  return {
    ...run,
    command: attack,
    setting: attack,
    promise: attack,
    target: attack,
    startedAt: attack,
    kafkaVersions: [attack],
    reasons: [attack],
    faults: run.faults.map((fault) => ({ ...fault, name: attack, target: attack })),
    lines: run.lines.map((line) => ({ ...line, lost: { count: 9, ids } })),
  };
}

/** Text between the tags named, whole elements. */
const elements = (page: string, name: string): string[] =>
  [...page.matchAll(new RegExp(`<${name}\\b[^>]*>[\\s\\S]*?</${name}>`, 'g'))].map(([found]) => found);
const pages = (): [string, string][] => [
  ['a run that held', renderRunPage(heldRun({ seed: 7 }))],
  ['a broken run', renderRunPage(brokenRun(17))],
  ['a run that cannot say', renderRunPage(inconclusiveRun(9))],
  ['a hostile run', renderRunPage(hostile())],
  ['a series', renderSeriesPage(sampleSeries())],
  [
    'a hostile series',
    renderSeriesPage({ ...sampleSeries(), command: attack, runs: [hostile()] }, { pageOf: () => attack }),
  ],
];

describe.each(pages())('the page of %s', (_, page) => {
  const outside = page.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '');

  test('loads nothing', () => {
    expect(page).toContain('default-src &#39;none&#39;');
    expect(outside).not.toMatch(/<(link|iframe|object|embed|base)\b/);
    expect(outside).not.toMatch(/\s(src|srcset|action)=["']?(?!x onerror)/);
    expect(elements(page, 'style').join('')).not.toMatch(/@import|url\(/);
    expect(elements(page, 'script').every((script) => !/^<script[^>]*\ssrc/.test(script))).toBe(true);
  });

  test('has only its own scripts, and leaves no value unwritten', () => {
    expect(elements(page, 'script').filter((script) => script.startsWith('<script>alert'))).toEqual([]);
    expect(outside).not.toMatch(/<img|<script/);
    expect(outside).not.toMatch(/undefined|NaN|\[object|Infinity/);
  });

  test('has a caption and headers in each table, and words for each picture', () => {
    const tables = elements(page, 'table');
    expect(tables.length).toBeGreaterThan(1);
    for (const one of tables) {
      expect(one).toContain('<caption>');
      expect(one).toContain('<th scope="col"');
      expect(one).toContain('<th scope="row"');
    }
    const pictures = [...outside.matchAll(/role="img" aria-label="([^"]*)"/g)];
    expect(pictures.length).toBeGreaterThan(0);
    for (const [, words] of pictures) expect(words!.length).toBeGreaterThan(10);
  });
});

describe('the page of a run', () => {
  test('tells under which load and with which broker settings it was measured', () => {
    const page = renderRunPage(heldRun({ seed: 7 }));
    expect(page).toContain('broker.session.timeout.ms=3000');
    expect(page).toContain('1,000 messages/s of 200 bytes to 6 partitions, 40 requests/s over HTTP');
    expect(renderRunPage({ ...heldRun({ seed: 7 }), brokerSettings: {} })).toContain('as deployed');
  });

  test('has the verdict before all else, then why', () => {
    const page = renderRunPage(inconclusiveRun(9));
    const body = page.slice(page.indexOf('<main>'));
    expect(body.indexOf('<h1>')).toBeLessThan(body.indexOf('<h2'));
    expect(body).toMatch(
      /<h1><span class="sign" aria-hidden="true">\?<\/span> Inconclusive\. This proves nothing either way\.<\/h1>/,
    );
    for (const reason of inconclusiveRun(9).reasons) expect(body).toContain(`<li>${reason}</li>`);
    expect(body.indexOf('class="reasons"')).toBeLessThan(body.indexOf('id="timeline"'));
  });

  test('shows every count of every line, and every fault with a recovery that never came', () => {
    const run = inconclusiveRun(9);
    const page = renderRunPage(run);
    for (const line of run.lines) {
      for (const value of [line.attempted, line.acknowledged, line.stored, line.redelivered]) {
        expect(page).toContain(`>${value.toLocaleString('en-US')}</td>`);
      }
    }
    for (const fault of run.faults) expect(page).toContain(`<td>${fault.target}</td>`);
    expect(page).toContain('<strong class="bad">never</strong>');
  });

  test('names the first ids of a flaw and how many more there are', () => {
    const page = renderRunPage(brokenRun(17));
    expect(page).toContain('<code>writer-1.0:4100</code>');
    expect(page).toContain('and 17 others');
    expect(page).toContain('make prove SEED=17 SETTING=acks-one');
  });

  test('says so when a setting held although messages were lost', () => {
    expect(renderRunPage({ ...brokenRun(17), verdict: 'held', setting: 'available' })).toContain(
      'It held although messages were lost',
    );
    expect(renderRunPage(heldRun({ seed: 7 }))).not.toContain('It held although');
  });
});

describe('the page of a series', () => {
  test('has what is broken at the top with seed and command, then the worst runs', () => {
    const page = renderSeriesPage(sampleSeries(), { pageOf: (number) => (number === 18 ? 'run-18.html' : undefined) });
    expect(page).toContain('Broken. Of 40 runs, 37 held, 1 broken, 2 inconclusive.');
    const open = page.slice(page.indexOf('id="not-held"'), page.indexOf('id="totals"'));
    expect(open).toContain('Run <a href="run-18.html">18</a>, acks-one, seed 1017');
    expect(open).toContain('make prove SEED=1017 SETTING=acks-one');
    const strips = elements(page.slice(page.indexOf('id="runs"')), 'svg');
    expect(strips).toHaveLength(40);
    expect(strips.join('')).not.toMatch(/width="-|NaN/);
  });

  test('is a page also where there was no run, and where all held', () => {
    const none = renderSeriesPage({ ...sampleSeries(), runs: [] });
    expect(none).toContain('Inconclusive. There was no run.');
    const held = renderSeriesPage({ ...sampleSeries(), runs: [heldRun({ seed: 1 })] });
    expect(held).toContain('Held. Of 1 run, 1 held.');
    expect(held).not.toContain('id="not-held"');
  });
});

describe('markup', () => {
  test('escapes what is put in, at any depth, and nothing twice', () => {
    const inner = markup`<b>${'a & b'}</b>`;
    expect(markup`<p title="${'"'}">${[inner, ["<'>"]]}${undefined}${3}</p>`.text).toBe(
      '<p title="&quot;"><b>a &amp; b</b>&lt;&#39;&gt;3</p>',
    );
    expect(table('<c>', [{ title: '<t>' }], [['<r>']]).text).not.toMatch(/<[ctr]>/);
  });
});
