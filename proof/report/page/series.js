/* global window */
// The longest stalls of each run, with the runs that did not hold marked behind them.
{
  const { proof } = window;
  const data = proof.read('series-data');
  const numbers = data.verdicts.map((_, index) => index + 1);
  const grounds = { broken: 'bad-ground', inconclusive: 'open-ground' };

  const mark = (u) => {
    u.ctx.save();
    data.verdicts.forEach((verdict, index) => {
      if (!(verdict in grounds)) return;
      const left = u.valToPos(index + 0.5, 'x', true);
      u.ctx.fillStyle = proof.colour(grounds[verdict]);
      u.ctx.fillRect(left, u.bbox.top, u.valToPos(index + 1.5, 'x', true) - left, u.bbox.height);
    });
    u.ctx.restore();
  };

  // Two shapes: a filled point for writes, a ring for reads.
  const points = (label, colour, filled) => ({
    label,
    stroke: proof.colour(colour),
    paths: () => null,
    points: { show: true, size: 8, width: 1.5, fill: proof.colour(filled ? colour : 'ground') },
    value: (_, seconds, __, index) => (index == null ? '' : seconds == null ? 'no end' : `${proof.number(seconds)} s`),
  });
  const make = (width) => ({
    width,
    height: 240,
    cursor: { drag: { x: false, y: false } },
    scales: {
      x: { time: false, range: [0.5, numbers.length + 0.5] },
      y: { range: (_, __, max) => [0, (max || 1) * 1.1] },
    },
    axes: [
      proof.axis({ incrs: [1, 2, 5, 10, 20, 50, 100], size: 30 }),
      proof.axis({ size: 56, values: (_, marks) => marks.map((at) => `${proof.number(at)} s`) }),
    ],
    series: [
      { label: 'run', value: (_, number) => (number == null ? '' : `${number} ${data.verdicts[number - 1]}`) },
      points('writes', 'line-client', true),
      points('reads', 'line-http', false),
    ],
    hooks: { drawClear: [mark] },
  });
  proof.draw('chart-stalls', make, [numbers, data.writeStalls, data.readStalls]);
}
