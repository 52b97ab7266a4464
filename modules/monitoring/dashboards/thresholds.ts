import { ThresholdsConfigBuilder, ThresholdsMode, type Threshold } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Normal } from './normal';

const colors = { well: 'green', doubtful: 'orange', bad: 'red', neither: 'blue' } as const;

const from = (value: number | null, color: keyof typeof colors): Threshold => ({ value, color: colors[color] });

function stepsOf(normal: Normal | undefined): Threshold[] {
  // Without steps Grafana takes its own: red from 80, whatever the unit.
  if (normal === undefined) return [from(null, 'neither')];
  if ('exactly' in normal) {
    return [from(null, 'bad'), from(normal.exactly, 'well'), from(normal.exactly + 1, 'bad')];
  }
  if ('wellFrom' in normal) {
    const { wellFrom, badBelow } = normal;
    if (badBelow === undefined) return [from(null, 'doubtful'), from(wellFrom, 'well')];
    const between = badBelow < wellFrom ? [from(badBelow, 'doubtful')] : [];
    return [from(null, 'bad'), ...between, from(wellFrom, 'well')];
  }
  const { wellBelow, badFrom } = normal;
  const between = badFrom === wellBelow ? [] : [from(wellBelow, 'doubtful')];
  return [from(null, 'well'), ...between, ...(badFrom === undefined ? [] : [from(badFrom, 'bad')])];
}

/** A colour counts from its value up. */
export const thresholds = (normal: Normal | undefined): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(normal));
