import * as grafana from '@grafana/grafana-foundation-sdk/units';
import type { Unit } from '../signals/signal';

/** Grafana's id of each unit of a signal. */
export const grafanaUnits = {
  count: grafana.Short,
  seconds: grafana.Seconds,
  milliseconds: grafana.Milliseconds,
  bytes: grafana.BytesIEC,
  // Rates are declared in kilobytes of a thousand bytes (`DataRate`).
  'bytes per second': grafana.BytesPerSecondSI,
  messages: grafana.Short,
  'messages per second': grafana.MessagesPerSecond,
  'requests per second': grafana.RequestsPerSecond,
  'per second': grafana.CountsPerSecond,
  share: grafana.PercentUnit,
  'yes or no': grafana.BoolYesNo,
} as const satisfies Readonly<Record<Unit, string>>;
