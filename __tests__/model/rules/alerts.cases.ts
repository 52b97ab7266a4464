import { Duration } from '../../../model/units';
import type { RuleCases } from './rule-case';

export const alertCases: RuleCases = {
  ALERT_TIME_INVALID: [
    {
      on: 'local',
      set: { 'alerts/availability/brokerAbsence': Duration.milliseconds(10) },
      path: 'alerts.availability.brokerAbsence',
      got: '10 ms',
      allowed: 'from 1 s to 365 d',
    },
    {
      on: 'eks-prod',
      set: { 'alerts/lateness/lag/critical': Duration.days(400) },
      path: 'alerts.lateness.lag.critical',
      got: '400 d',
      allowed: 'from 1 s to 365 d',
    },
    {
      on: 'local',
      set: { 'alerts/capacity/eventLoopLag': Duration.hours(1) },
      path: 'alerts.capacity.eventLoopLag',
      got: '1 h',
      allowed: 'from 1 ms to 1 min',
    },
  ],
  ALERT_SHARE_INVALID: [
    {
      on: 'minikube',
      set: { 'alerts/objectives/latency': 1 },
      path: 'alerts.objectives.latency',
      got: '1',
      allowed: 'less than 1',
    },
    {
      on: 'minikube',
      set: { 'alerts/capacity/volumeFree/critical': NaN },
      path: 'alerts.capacity.volumeFree.critical',
      got: 'NaN',
      allowed: 'more than 0',
    },
  ],
  ALERT_OBJECTIVE_INVALID: [
    {
      on: 'minikube',
      set: { 'alerts/objectives/delivery': 0.9 },
      path: 'alerts.objectives.delivery',
      got: '0.9',
      allowed: 'from 0.94',
    },
  ],
  ALERT_COUNT_INVALID: [
    {
      on: 'minikube',
      set: { 'alerts/security/failedAuthentications': 0.5 },
      path: 'alerts.security.failedAuthentications',
      got: '0.5',
      allowed: 'a whole number',
    },
  ],
  ALERT_LATENCY_LIMIT_INVALID: [
    {
      on: 'eks-prod',
      set: { 'alerts/objectives/latencyLimit': Duration.seconds(2) },
      path: 'alerts.objectives.latencyLimit',
      got: '2 s',
      allowed: '2500 ms, 5 s',
    },
  ],
  ALERT_RUNBOOKS_INVALID: [
    {
      on: 'eks-prod',
      set: { 'alerts/runbooks': 'https://example.com/runbooks' },
      path: 'alerts.runbooks',
      got: '"https://example.com/runbooks"',
      allowed: 'with a slash at the end',
    },
    { on: 'local', set: { 'alerts/runbooks': '/' }, path: 'alerts.runbooks', got: '"/"', allowed: 'a folder' },
  ],
  ALERT_SECRET_INVALID: [
    {
      on: 'eks-prod',
      set: { 'alerts/receivers': { secret: 'https://hooks.example.com/T0/B0' } },
      path: 'alerts.receivers.secret',
      got: 'hooks.example.com',
      allowed: 'lower-case letters',
    },
  ],
  ALERT_RECEIVERS_UNSUITABLE: [
    {
      on: 'compose',
      set: { 'alerts/receivers': { secret: 'alert-receivers', pager: 'webhook' } },
      path: 'alerts.receivers',
      got: 'an object',
      allowed: 'minikube and EKS',
    },
  ],
  ALERT_LEVELS_CONTRADICTORY: [
    {
      on: 'eks-prod',
      set: { 'alerts/lateness/lag/warning': Duration.hours(1) },
      path: 'alerts.lateness.lag',
      got: 'a page before the ticket',
      allowed: 'larger',
    },
    {
      on: 'eks-prod',
      set: { 'alerts/capacity/volumeFree': { warning: 0.1, critical: 0.1 } },
      path: 'alerts.capacity.volumeFree',
      got: 'a page before the ticket',
      allowed: 'smaller',
    },
    {
      on: 'eks-prod',
      set: { 'alerts/security/certificateLeft/critical': Duration.days(40) },
      path: 'alerts.security.certificateLeft',
      got: 'a page before the ticket',
      allowed: 'smaller',
    },
  ],
};
