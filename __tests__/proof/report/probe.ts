/**
 * Measures a page from inside, in a browser: the page is in a frame of the width asked for (a window is never narrower
 * than 500 pixels) and sends what it found to the document around it, where it is JSON in `#probe`.
 */

export interface ProbedChart {
  readonly id: string;
  readonly charts: number;
  readonly canvas: { readonly width: number; readonly height: number; readonly shownWidth: number };
  /** Pixels of the canvas in each colour of the style sheet. */
  readonly pixels: Readonly<Record<string, number>>;
  readonly legend: readonly string[];
  readonly axes: number;
  /** Boxes in pixels of the page. */
  readonly plot: Box;
  readonly labels: readonly (Box & { readonly text: string })[];
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Probe {
  readonly errors: readonly string[];
  /** The page's document as it was in the end. */
  readonly dom: string;
  readonly width: number;
  /** How far the page is wider than its window. */
  readonly overflow: number;
  readonly ground: string;
  readonly screen: readonly ProbedChart[];
  /** The same after the browser has said that it is about to print. */
  readonly print: readonly ProbedChart[];
  readonly groundOnPaper: string;
}

const colours = ['line-client', 'line-http', 'line-transactional', 'isr', 'running', 'fault-edge'];

// A browser that only dumps its document may draw no frame: what waits for one waits for a task here.
const before = `window.probed = { errors: [], observers: [] };
window.requestAnimationFrame = (draw) => setTimeout(draw);
window.ResizeObserver = class extends ResizeObserver {
  constructor(tell) { super(tell); window.probed.observers.push(tell); }
};
addEventListener('error', ({ message }) => window.probed.errors.push(message));
addEventListener('securitypolicyviolation', ({ blockedURI }) => window.probed.errors.push('refused: ' + blockedURI));
const say = console.error;
console.error = (...words) => { window.probed.errors.push(words.join(' ')); say(...words); };`;

const after = `{
  const styles = () => getComputedStyle(document.documentElement);
  const paint = (name) => {
    const ctx = document.createElement('canvas').getContext('2d');
    ctx.fillStyle = styles().getPropertyValue('--' + name).trim();
    ctx.fillRect(0, 0, 1, 1);
    return [...ctx.getImageData(0, 0, 1, 1).data];
  };
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const near = (data, at, colour) =>
    Math.abs(data[at] - colour[0]) + Math.abs(data[at + 1] - colour[1]) + Math.abs(data[at + 2] - colour[2]) < 40 &&
    data[at + 3] > 150;
  const pixels = (canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return Object.fromEntries(${JSON.stringify(colours)}.map((name) => {
      const colour = paint(name);
      let many = 0;
      for (let at = 0; at < data.length; at += 4) if (near(data, at, colour)) many += 1;
      return [name, many];
    }));
  };
  const charts = () => [...document.querySelectorAll('.plot')].filter((holder) => holder.querySelector('canvas')).map((holder) => {
    const canvas = holder.querySelector('canvas');
    return {
      id: holder.id,
      charts: holder.querySelectorAll('.uplot').length,
      canvas: { width: canvas.width, height: canvas.height, shownWidth: canvas.getBoundingClientRect().width },
      pixels: pixels(canvas),
      legend: [...holder.querySelectorAll('.u-legend .u-label')].map(({ textContent }) => textContent),
      axes: holder.querySelectorAll('.u-axis').length,
      plot: box(holder.querySelector('.u-over')),
      labels: [...holder.querySelectorAll('.fault-label')].map((label) => ({ text: label.textContent, ...box(label) })),
    };
  });
  const ground = () => getComputedStyle(document.body).backgroundColor;
  // uPlot draws in a microtask: a task later all is there.
  const later = () => new Promise((settle) => setTimeout(settle, 100));
  addEventListener('load', async () => {
    await later();
    const { documentElement: page } = document;
    const probe = {
      width: innerWidth,
      overflow: page.scrollWidth - page.clientWidth,
      ground: ground(),
      screen: charts(),
    };
    dispatchEvent(new Event('beforeprint'));
    await later();
    // An observer that is late speaks now: a chart must stay as wide as paper.
    window.probed.observers.forEach((tell) => tell());
    await later();
    Object.assign(probe, { print: charts(), groundOnPaper: ground() });
    dispatchEvent(new Event('afterprint'));
    await later();
    probe.errors = window.probed.errors;
    const told = document.getElementById('page-errors');
    if (!told.hidden) probe.errors.push(told.textContent);
    probe.dom = document.documentElement.outerHTML;
    parent.postMessage(encodeURIComponent(JSON.stringify(probe)), '*');
  });
}`;

/** The page with the probe in it: errors are caught from the first script on. */
export const withProbe = (page: string): string =>
  page
    .replace('<meta charset="utf-8">', (head) => `${head}<script>${before}</script>`)
    .replace('</body>', (end) => `<script>${after}</script>${end}`);

/** The document around the page. @param width of the page, in pixels */
export const frameOf = (file: string, width: number, height: number): string => `<!doctype html><meta charset="utf-8">
<script>addEventListener('message', ({ data }) => {
  const element = document.createElement('pre');
  element.id = 'probe';
  element.textContent = data;
  document.body.append(element);
});</script>
<body><iframe src="${file}" style="border: 0; width: ${width}px; height: ${height}px"></iframe></body>`;

/** @throws Error when the browser did not come so far */
export function readProbe(dom: string): Probe {
  const found = /<pre id="probe">([^<]*)<\/pre>/.exec(dom)?.[1];
  if (found === undefined) throw new Error(`the page holds no probe: its scripts did not end. ${dom.slice(0, 300)}`);
  return JSON.parse(decodeURIComponent(found)) as Probe;
}
