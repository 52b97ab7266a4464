import { Duration } from '../../../model/units';
import { signals } from '../signals';
import { secondsOf, type Alert } from './alert';

const { brokers, services, platform } = signals;
const area = 'capacity';
const levels = ['warning', 'critical'] as const;

export const capacityAlerts = [
  {
    name: 'KafkaVolumeFullSoon',
    area,
    component: 'kafka',
    signals: [platform.timeToFull, platform.volumeFree],
    summary: 'Writes will stop when {{ $labels.persistentvolumeclaim }} is full, at the present pace',
    description: '{{ $labels.persistentvolumeclaim }} is full in {{ $value | humanizeDuration }}.',
    triggers: ({ read, environment: { alerts } }) =>
      levels.map((severity) => ({
        severity,
        when: read(platform.timeToFull)
          .below(secondsOf(alerts.capacity.volumeFullIn[severity]))
          .and(read(platform.volumeFree).below(alerts.capacity.volumeWatched)),
        after: Duration.minutes(15),
      })),
  },
  {
    name: 'KafkaVolumeLow',
    area,
    component: 'kafka',
    signals: [platform.volumeFree],
    summary: 'Writes stop when {{ $labels.persistentvolumeclaim }} is full, and little of it is left',
    description: '{{ $value | humanizePercentage }} of {{ $labels.persistentvolumeclaim }} is free.',
    triggers: ({ read, environment: { alerts } }) =>
      levels.map((severity) => ({
        severity,
        when: read(platform.volumeFree).below(alerts.capacity.volumeFree[severity]),
        after: Duration.minutes(5),
      })),
  },
  {
    name: 'PlatformNodeDiskLow',
    area,
    component: 'platform',
    signals: [platform.nodeDiskFree],
    summary: 'Users feel nothing yet: {{ $labels.node }} will evict pods when its own disk is full',
    description: '{{ $value | humanizePercentage }} of the root disk of {{ $labels.node }} is free.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(platform.nodeDiskFree).below(alerts.capacity.nodeDiskFree),
        after: Duration.minutes(10),
      },
    ],
  },
  {
    name: 'PlatformNodeMemoryLow',
    area,
    component: 'platform',
    signals: [platform.nodeMemory],
    summary: 'Users feel nothing yet: {{ $labels.node }} will kill what takes more memory',
    description: '{{ $value | humanizePercentage }} of the memory of {{ $labels.node }} can be had.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(platform.nodeMemory).below(alerts.capacity.nodeMemoryFree),
        after: Duration.minutes(10),
      },
    ],
  },
  {
    name: 'PlatformNodeBusy',
    area,
    component: 'platform',
    signals: [platform.nodeCpu],
    summary: 'Everything on {{ $labels.node }} is slower than it could be',
    description: 'The processors of {{ $labels.node }} are {{ $value | humanizePercentage }} busy.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(platform.nodeCpu, '5m').above(alerts.capacity.nodeBusy),
        after: Duration.minutes(30),
      },
    ],
  },
  {
    name: 'KafkaHandlersBusy',
    area,
    component: 'kafka',
    signals: [brokers.handlerIdle, brokers.networkIdle],
    summary: 'Writes and reads take longer: {{ $labels.pod }} has more requests than it can handle',
    description: 'A kind of threads of {{ $labels.pod }} is idle for {{ $value | humanizePercentage }} of the time.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(brokers.handlerIdle, '5m')
          .below(alerts.capacity.handlerIdle)
          .or(read(brokers.networkIdle).below(alerts.capacity.handlerIdle)),
        after: Duration.minutes(10),
      },
    ],
  },
  {
    name: 'KafkaHeapFull',
    area,
    component: 'kafka',
    signals: [brokers.heapUsed],
    summary: 'Users feel nothing yet: {{ $labels.pod }} will die of want of memory, or stand still to collect it',
    description: '{{ $value | humanizePercentage }} of the heap of {{ $labels.pod }} is used.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(brokers.heapUsed).above(alerts.capacity.heapUsed),
        after: Duration.minutes(15),
      },
    ],
  },
  {
    name: 'KafkaGarbageCollecting',
    area,
    component: 'kafka',
    signals: [brokers.gcTime],
    summary: 'Writes and reads stand still for moments while {{ $labels.pod }} collects garbage',
    description: '{{ $labels.pod }} spends {{ $value | humanizePercentage }} of its time in garbage collection.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(brokers.gcTime, '5m').above(alerts.capacity.gcTime),
        after: Duration.minutes(10),
      },
    ],
  },
  {
    name: 'ServiceQueueFilling',
    area,
    component: 'services',
    signals: [services.queueFill],
    summary: 'Callers of {{ $labels.service }} will soon be refused: what waits for the brokers is near its limit',
    description: 'The queue of {{ $labels.service }} is {{ $value | humanizePercentage }} full.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(services.queueFill).above(alerts.capacity.queueFill),
        after: Duration.minutes(2),
      },
    ],
  },
  {
    name: 'ServiceEventLoopBlocked',
    area,
    component: 'services',
    signals: [services.eventLoopLag],
    summary: 'Everything that {{ $labels.service }} does takes longer: its one thread has more to do than it can',
    description: 'What is due in {{ $labels.service }} is done {{ $value | humanizeDuration }} late.',
    triggers: ({ read, environment: { alerts } }) => [
      {
        severity: 'warning',
        when: read(services.eventLoopLag).above(secondsOf(alerts.capacity.eventLoopLag)),
        after: Duration.minutes(10),
      },
    ],
  },
] as const satisfies readonly Alert[];
