/* global document, window, uPlot, matchMedia, requestAnimationFrame, ResizeObserver, getComputedStyle */
// What all charts share: colours from the style sheet, axes, and drawing again when the room or the colours change.
window.proof = {
  read: (id) => JSON.parse(document.getElementById(id).textContent),
  colour: (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(),
  number: (value) => (value == null ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: 1 })),
  clock(seconds) {
    const tenths = Math.round(seconds * 10);
    const rest = (tenths % 600) / 10;
    return `${Math.floor(tenths / 600)}:${rest < 10 ? '0' : ''}${rest}`;
  },

  /** The left axes are equally wide, so that charts below one another show the same moment at the same place. */
  axis(more) {
    const line = { stroke: this.colour('grid'), width: 1 };
    return { stroke: this.colour('quiet'), font: '12px system-ui, sans-serif', grid: line, ticks: line, ...more };
  },

  /** `make(width)` gives uPlot's options; it is asked again for new colours, and told of a new width. */
  draw(id, make, data) {
    const holder = document.getElementById(id);
    let plot;
    // Paper is light and, with its margins, about so many pixels wide.
    const widest = () => ('print' in document.documentElement.dataset ? 680 : Infinity);
    const width = () => Math.max(200, Math.min(widest(), Math.floor(holder.clientWidth)));
    const redraw = (at) => {
      plot?.destroy();
      plot = new uPlot(make(at), data, holder);
    };
    redraw(width());
    // In a frame of its own: drawing changes the room that is being observed.
    const fit = () => plot.width !== width() && redraw(width());
    new ResizeObserver(() => requestAnimationFrame(fit)).observe(holder);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw(width()));
    window.addEventListener('beforeprint', () => {
      document.documentElement.dataset.print = '';
      redraw(width());
    });
    window.addEventListener('afterprint', () => {
      delete document.documentElement.dataset.print;
      redraw(width());
    });
  },
};
