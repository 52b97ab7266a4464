import type { Window } from '../signals/query';
import type { Signal } from '../signals/signal';
import type { Normal } from './normal';

/** How many series become one figure: the worst of them or all together. */
export type Across = 'sum' | 'max' | 'min';

/** What is now, in large letters and in the colour of how well it is. */
export interface Figure {
  readonly kind: 'figure';
  readonly signal: Signal;
  /** A few words. @default - the signal's title */
  readonly title?: string;
  /** @default - a figure for each series */
  readonly across?: Across;
  /** How far back it counts. @default - as far as a rate needs */
  readonly over?: Window;
  /** Where it depends on the environment. @default - the signal's */
  readonly normal?: Normal;
}

/** How it came to be: lines over time. */
export interface Trend {
  readonly kind: 'trend';
  readonly signal: Signal;
}

export type View = Figure | Trend;

/** Views under a heading, from left to right. */
export interface Row {
  readonly title: string;
  readonly views: readonly View[];
}

/** A dashboard before it is asked what can be shown where it goes. */
export interface DashboardContent {
  /** Of the file and the ConfigMap, and part of the uid: a link that somebody kept goes on working. */
  readonly name: string;
  readonly title: string;
  /** Which question it answers. */
  readonly purpose: string;
  readonly rows: readonly Row[];
}

export const figure = (signal: Signal, how: Omit<Figure, 'kind' | 'signal'> = {}): Figure => ({
  kind: 'figure',
  signal,
  ...how,
});

export const trend = (signal: Signal): Trend => ({ kind: 'trend', signal });

export const trends = (...all: readonly Signal[]): Trend[] => all.map(trend);
