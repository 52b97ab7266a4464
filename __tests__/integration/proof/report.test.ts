import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeRunReport, writeSeriesReport } from '../../../proof/report';
import { dumpDom, findChromium, type View } from '../../proof/report/chromium';
import { frameOf, readProbe, withProbe, type Box, type Probe, type ProbedChart } from '../../proof/report/probe';
import { brokenRun, heldRun, sampleSeries } from '../../proof/report/samples';

/** The pages in a real browser, opened from disk. */
const found = findChromium(process.env);
const needed = process.env['MILLRACE_REQUIRE']?.split(',').includes('chromium') ?? false;
// eslint-disable-next-line no-restricted-properties -- without a browser it says so; .ci/run requires one where it can be had
const suite = found.ok || needed ? describe : describe.skip;
const why = found.ok || needed ? '' : ` (not run: ${found.reason})`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-report-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const wide: View = { width: 1280, height: 1600, dark: false };
const narrow: View = { width: 400, height: 900, dark: false };
const dark: View = { ...wide, dark: true };

async function open(page: string, view: View): Promise<Probe> {
  if (!found.ok) throw new Error(found.reason);
  await writeFile(page, withProbe(await readFile(page, 'utf8')));
  const frame = `${page}.frame.html`;
  await writeFile(frame, frameOf(basename(page), view.width, view.height));
  return readProbe(await dumpDom(found.command, frame, view));
}

const chartOf = ({ screen }: Probe, id: string): ProbedChart => {
  const chart = screen.find((one) => one.id === id);
  if (chart === undefined)
    throw new Error(`no chart was drawn in ${id}; drawn are: ${screen.map((one) => one.id).join(', ')}`);
  return chart;
};
/** Half a pixel, for what a browser rounds. */
const isIn = (inner: Box, outer: Box): boolean =>
  inner.left >= outer.left - 0.5 &&
  inner.right <= outer.right + 0.5 &&
  inner.top >= outer.top - 0.5 &&
  inner.bottom <= outer.bottom + 0.5;
const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

function expectDrawn(probe: Probe, id: string, colours: readonly string[]): void {
  const chart = chartOf(probe, id);
  expect(chart).toMatchObject({ charts: 1, axes: 2 });
  expect(chart.canvas.width).toBeGreaterThan(200);
  expect(chart.canvas.height).toBeGreaterThan(100);
  expect(chart.plot.right - chart.plot.left).toBeGreaterThan(chart.canvas.shownWidth * 0.7);
  for (const colour of colours) expect([id, colour, chart.pixels[colour]! > 100]).toEqual([id, colour, true]);
}

function expectRunDrawn(probe: Probe): void {
  expectDrawn(probe, 'chart-acknowledged', ['line-client', 'line-http']);
  expectDrawn(probe, 'chart-processed', ['line-client', 'line-http', 'line-transactional']);
  expectDrawn(probe, 'chart-cluster', ['isr']);
  expect(chartOf(probe, 'chart-acknowledged').legend).toEqual(['time', 'client', 'http']);
  expect(chartOf(probe, 'chart-cluster').legend).toEqual(expect.arrayContaining(['smallest ISR', 'brokers running']));
}

function expectLabelled(probe: Probe, texts: readonly string[]): void {
  const { labels, plot } = chartOf(probe, 'chart-acknowledged');
  expect(labels.map(({ text }) => text)).toEqual(texts);
  expect(labels.filter((label) => !isIn(label, plot))).toEqual([]);
  const pairs = labels.flatMap((one, at) => labels.slice(at + 1).map((other) => [one, other] as const));
  expect(pairs.filter(([one, other]) => overlap(one, other))).toEqual([]);
}

suite(`the report in a browser${why}`, () => {
  test.each([
    ['wide', wide, ['1 kill-leader', '2 cut-off', '3 wipe-disk', '4 kill-two'], 'rgb(255, 255, 255)'],
    ['dark', dark, ['1 kill-leader', '2 cut-off', '3 wipe-disk', '4 kill-two'], 'rgb(18, 22, 28)'],
    ['narrow', narrow, ['1 kill-leader', '2 cut-off', '3 wipe-disk', '4 kill-two'], 'rgb(255, 255, 255)'],
  ] as const)('draws a run, %s', async (name, view, labels, ground) => {
    const { html } = await writeRunReport(folder, heldRun({ seed: 7 }), `held-${name}`);
    const probe = await open(html, view);
    expect(probe.errors).toEqual([]);
    expect(probe).toMatchObject({ width: view.width, overflow: 0, ground });
    expect(probe.dom).toContain('Held. No promise was broken.');
    expectRunDrawn(probe);
    expectLabelled(probe, labels);
    const lefts = probe.screen.map(({ plot }) => plot.left);
    expect(new Set(lefts).size).toBe(1);
  });

  test('is light and fits on paper, also when the screen is dark', async () => {
    const { html } = await writeRunReport(folder, brokenRun(17), 'paper');
    const probe = await open(html, dark);
    expect(probe.errors).toEqual([]);
    expect(probe.dom).toContain('Broken. A promise was broken.');
    expect(probe.groundOnPaper).toBe('rgb(255, 255, 255)');
    expect(probe.print).toHaveLength(3);
    for (const chart of probe.print) expect(chart.canvas.shownWidth).toBeLessThanOrEqual(680);
    // The colours that are looked for are those of paper by then.
    expect(probe.print[0]!.pixels['line-client']).toBeGreaterThan(100);
  });

  test('numbers the faults where their names have no room', async () => {
    const run = heldRun({ seed: 11, kinds: Array.from({ length: 30 }, (_, at) => at) });
    const { html } = await writeRunReport(folder, run, 'many');
    const probe = await open(html, wide);
    expect(probe.errors).toEqual([]);
    expectLabelled(
      probe,
      run.faults.map((_, at) => String(at + 1)),
    );
  });

  test('draws what is hostile or empty, and runs nothing of it', async () => {
    const run = brokenRun(3);
    const name = '</script><script>throw new Error("ran")</script><img src=x>';
    const hostile = { ...run, faults: run.faults.map((fault) => ({ ...fault, name })), reasons: [name] };
    const { html } = await writeRunReport(folder, hostile, 'hostile');
    const probe = await open(html, wide);
    expect(probe.errors).toEqual([]);
    expectLabelled(probe, [`1 ${name}`, `2 ${name}`]);

    const timeline = { everyMs: 500, acknowledged: {}, processed: {}, smallestIsr: [], brokersRunning: [] };
    const nothing = { ...run, faults: [], lines: [], timeline };
    const empty = await open((await writeRunReport(folder, nothing, 'empty')).html, wide);
    expect(empty.errors).toEqual([]);
    expect(empty.dom).toContain('No message was counted');
  });

  test.each([
    ['wide', wide],
    ['narrow', narrow],
  ] as const)('draws a series, %s', async (name, view) => {
    const { html } = await writeSeriesReport(folder, sampleSeries(), `series-${name}`);
    const probe = await open(html, view);
    expect(probe.errors).toEqual([]);
    expect(probe).toMatchObject({ width: view.width, overflow: 0 });
    expect(probe.dom).toContain('Broken. Of 40 runs, 37 held, 1 broken, 2 inconclusive.');
    expectDrawn(probe, 'chart-stalls', ['line-client', 'line-http']);
    expect(chartOf(probe, 'chart-stalls').legend).toEqual(['run', 'writes', 'reads']);
    expect(probe.dom.match(/<svg class="strip"/g)).toHaveLength(40);
  });
});
