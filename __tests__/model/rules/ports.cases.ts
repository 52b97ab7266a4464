import type { RuleCases } from './rule-case';

export const portCases: RuleCases = {
  PORT_INVALID: [
    {
      on: 'local',
      set: { 'platform/brokerPort': 0 },
      path: 'platform.brokerPort',
      got: '0',
      allowed: 'from 1 to 65535',
    },
    {
      on: 'compose',
      set: { 'platform/grafanaPort': 65_536 },
      path: 'platform.grafanaPort',
      got: '65536',
      allowed: 'from 1 to 65535',
    },
    {
      on: 'compose',
      set: { 'platform/restPort': 80.5 },
      path: 'platform.restPort',
      got: '80.5',
      allowed: 'a whole number',
    },
  ],
  SERVICE_PORT_INVALID: [
    {
      on: 'eks-prod',
      set: { 'services/consumer/port': -1 },
      path: 'services.consumer.port',
      got: '-1',
      allowed: 'from 1 to 65535',
    },
    {
      on: 'local',
      set: { 'services/consumer/port': NaN },
      path: 'services.consumer.port',
      got: 'NaN',
      allowed: 'a whole number',
    },
  ],
  PORT_RANGE_EXCEEDED: [
    {
      on: 'local',
      set: { 'platform/brokerPort': 65_534 },
      path: 'platform.brokerPort',
      got: 'port 65536 for broker 3',
      allowed: '1 to 65533',
    },
    {
      on: 'local',
      set: { 'platform/controllerPort': 65_535 },
      path: 'platform.controllerPort',
      got: 'port 65537 for controller 3',
      allowed: '1 to 65533',
    },
  ],
  PORTS_COLLIDE: [
    {
      on: 'local',
      set: { 'services/consumer/port': 8000 },
      path: 'services.consumer.port',
      got: '8000 for producer and consumer',
      allowed: 'ports that differ',
    },
    {
      on: 'local',
      set: { 'services/consumer/port': 9094 },
      path: 'services.consumer.port',
      got: '9094 for broker 3 and consumer',
      allowed: 'ports that differ',
    },
    {
      on: 'compose',
      set: { 'platform/grafanaPort': 8080 },
      path: 'platform.grafanaPort',
      got: '8080 for Kafka UI and Grafana',
      allowed: 'ports that differ',
    },
  ],
};
