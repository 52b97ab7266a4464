/* global window, uPlot */
// The three charts of a run, on one time axis.
{
  const { proof } = window;
  const data = proof.read('timeline-data');
  // A step's count belongs to the whole step: the last one needs an end.
  const closed = (values) => [...values, values.at(-1) ?? null];
  const seconds = Array.from({ length: data.steps + 1 }, (_, index) => index * data.everySeconds);
  const stepped = uPlot.paths.stepped({ align: 1 });
  const times = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 18000, 36000];
  const dashes = { client: [], http: [8, 4], transactional: [2, 3] };
  const short = () => window.innerWidth < 600;

  const base = (width, height, axis, more) => ({
    width,
    height,
    cursor: { sync: { key: 'run' }, drag: { x: true, y: false } },
    legend: { live: true, markers: { dash: (u, index) => (u.series[index].dash?.length ? 'dashed' : 'solid') } },
    axes: [
      proof.axis({ values: (_, marks) => marks.map(proof.clock), incrs: times, space: 60, size: 30 }),
      proof.axis({ size: 56, ...axis }),
    ],
    ...more,
  });
  // Nothing is pointed at: the legend is a key, and says nothing of values.
  const pointed = (words) => (_, value, __, index) => (index == null ? '' : words(value));
  const time = { label: 'time', value: pointed(proof.clock) };
  const lineOf = (name) => ({
    label: name,
    stroke: proof.colour(`line-${name}`),
    width: 1.5,
    dash: dashes[name],
    paths: stepped,
    points: { show: false },
    value: pointed(proof.number),
  });

  const throughput = (id, rates, stalls, labelled) => {
    const names = Object.keys(rates);
    const height = short() ? 220 : 260;
    const room = labelled ? proof.headroom(data.faults) : 0;
    const plotted = height - 30;
    // Counted by hand: uPlot's own would leave no room for the labels above the curves.
    const range = (_, __, max) => [0, ((max || 1) * 1.05 * plotted) / (plotted - room)];
    const make = (width) =>
      base(
        width,
        height,
        { values: (_, marks) => marks.map(proof.number) },
        {
          scales: { x: { time: false }, y: { range } },
          series: [time, ...names.map(lineOf)],
          hooks: proof.bands(data.faults, stalls, labelled),
        },
      );
    proof.draw(id, make, [seconds, ...names.map((name) => closed(rates[name]))]);
  };

  const stepOf = (label, colour, words, more) => ({
    label,
    stroke: proof.colour(colour),
    width: 2,
    paths: stepped,
    points: { show: false },
    value: pointed(words),
    ...more,
  });
  const cluster = () => {
    const size = (value) => (value == null ? 'no answer' : String(value));
    const make = (width) =>
      base(
        width,
        170,
        { incrs: [1, 2, 5, 10] },
        {
          scales: { x: { time: false }, y: { range: [0, data.brokers + 0.5] } },
          series: [
            time,
            // An area below the line: most of the time both have the same height.
            stepOf('brokers running', 'running', size, { width: 1, fill: proof.colour('running-area') }),
            stepOf('smallest ISR', 'isr', size, { width: 2.5 }),
            stepOf('min ISR: with fewer, writes are refused', 'limit', size, { width: 1.5, dash: [2, 4] }),
          ],
          hooks: proof.bands(data.faults, [], false),
        },
      );
    const limit = seconds.map(() => data.minInsyncReplicas);
    proof.draw('chart-cluster', make, [seconds, closed(data.brokersRunning), closed(data.smallestIsr), limit]);
  };

  throughput('chart-acknowledged', data.acknowledged, data.writeStalls, true);
  throughput('chart-processed', data.processed, data.readStalls, false);
  cluster();
}
