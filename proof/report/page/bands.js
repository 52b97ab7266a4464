/* global document, window, uPlot */
// Faults and stalls behind the curves, and the faults' labels in the plot.
{
  const { proof } = window;
  const ROW = 18;
  const LABEL_ROWS = 3;

  const fill = (u, from, to, style) => {
    const left = Math.max(u.bbox.left, u.valToPos(from, 'x', true));
    const right = Math.min(u.bbox.left + u.bbox.width, u.valToPos(to, 'x', true));
    u.ctx.fillStyle = style;
    // What is there is seen, however short it was.
    u.ctx.fillRect(left, u.bbox.top, Math.max(right - left, uPlot.pxRatio), u.bbox.height);
  };

  /** Stripes, so that a stall is told from a fault without colour. */
  const stripes = (u, colour) => {
    const size = 8 * uPlot.pxRatio;
    const tile = document.createElement('canvas');
    tile.width = tile.height = size;
    const ctx = tile.getContext('2d');
    ctx.strokeStyle = colour;
    ctx.lineWidth = 2 * uPlot.pxRatio;
    for (const shift of [-size, 0, size]) {
      ctx.moveTo(shift - 1, size + 1);
      ctx.lineTo(shift + size + 1, -1);
    }
    ctx.stroke();
    return u.ctx.createPattern(tile, 'repeat');
  };

  const shade = (u, faults, stalls) => {
    u.ctx.save();
    for (const { from, healed, whole } of faults) {
      fill(u, healed, whole, proof.colour('healing'));
      fill(u, from, healed, proof.colour('fault'));
      fill(u, from, from, proof.colour('fault-edge'));
    }
    const style = stripes(u, proof.colour('stall'));
    for (const [from, to] of stalls) fill(u, from, to, style);
    u.ctx.restore();
  };

  /** Puts a label at each fault's begin, in the first row with room; answers whether all found room. */
  const placeAll = (u, faults, textOf) => {
    u.over.querySelectorAll('.fault-label').forEach((old) => old.remove());
    const taken = Array.from({ length: LABEL_ROWS }, () => 0);
    const room = u.over.clientWidth;
    const placed = faults.map((fault) => {
      const element = document.createElement('span');
      element.className = 'fault-label';
      element.textContent = textOf(fault);
      u.over.append(element);
      const width = element.offsetWidth;
      const left = Math.max(0, Math.min(u.valToPos(fault.from, 'x'), room - width));
      const row = taken.findIndex((until) => until <= left);
      if (row < 0 || width > room) {
        element.remove();
        return false;
      }
      element.style.left = `${left}px`;
      element.style.top = `${row * ROW}px`;
      taken[row] = left + width + 4;
      return true;
    });
    return placed.every(Boolean);
  };

  /** Zoomed in, only what is seen has a label. Names for all, or the numbers of the table for all that have room. */
  const label = (u, faults) => {
    const seen = faults.filter(({ from, whole }) => whole >= u.scales.x.min && from <= u.scales.x.max);
    if (!placeAll(u, seen, ({ number, name }) => `${number} ${name}`))
      placeAll(u, seen, ({ number }) => String(number));
  };

  /** Hooks of a chart with bands; labels only where they are asked for. */
  proof.bands = (faults, stalls, labelled) => ({
    drawAxes: [(u) => shade(u, faults, stalls)],
    draw: [(u) => labelled && label(u, faults)],
  });
  /** Pixels above the curves that labels need. */
  proof.headroom = (faults) => (faults.length === 0 ? 0 : Math.min(LABEL_ROWS, faults.length) * ROW + 4);
}
