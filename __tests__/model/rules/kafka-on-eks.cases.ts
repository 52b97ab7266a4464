import { DataRate, Duration, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

const plugin = `registry.example.com/tiered-storage@sha256:${'0'.repeat(64)}`;
const tiered = { 'platform/tieredStorage': { pluginImage: plugin } };

const windows = (...maintenanceWindows: readonly string[]) => ({ 'platform/maintenanceWindows': maintenanceWindows });

export const kafkaOnEksCases: RuleCases = {
  MAINTENANCE_WINDOW_INVALID: [
    {
      on: 'eks-prod',
      set: windows(),
      path: 'platform.maintenanceWindows',
      got: 'none',
      allowed: 'at least one',
    },
    // As Unix has it: five fields.
    {
      on: 'eks-prod',
      set: windows('* * 3 ? * TUE-THU', '0 3 * * 2'),
      path: 'platform.maintenanceWindows[1]',
      got: '"0 3 * * 2"',
      allowed: 'Quartz',
    },
    ...['* * 3 * * TUE', '* * 3 ? * ?', '* * 24 ? * TUE', '* * 3 ? * TUE-', '* * 3 ? 13 TUE', '* 60 3 ? * TUE'].map(
      (window) => ({
        on: 'eks-prod' as const,
        set: windows(window),
        path: 'platform.maintenanceWindows[0]',
        got: JSON.stringify(window),
        allowed: 'exactly one of the two days',
      }),
    ),
  ],
  KAFKA_VOLUME_PERFORMANCE_INVALID: [
    {
      on: 'eks-prod',
      set: { 'kafka/volume/throughput': DataRate.megabytesPerSecond(100) },
      path: 'kafka.volume.throughput',
      got: '100 MB/s',
      allowed: 'from 125 MB/s to 2000 MB/s',
    },
    {
      on: 'eks-prod',
      set: { 'kafka/volume/throughput': DataRate.megabytesPerSecond(2001) },
      path: 'kafka.volume.throughput',
      got: '2001 MB/s',
      allowed: 'to 2000 MB/s',
    },
    {
      on: 'eks-prod',
      set: { 'kafka/volume/iops': 2999 },
      path: 'kafka.volume.iops',
      got: '2999',
      allowed: 'a whole number from 3000 to 80000',
    },
    {
      on: 'eks-prod',
      set: { 'kafka/volume/iops': 80_001 },
      path: 'kafka.volume.iops',
      got: '80001',
      allowed: '80000',
    },
  ],
  KAFKA_VOLUME_PERFORMANCE_UNBALANCED: [
    {
      on: 'eks-prod',
      set: { 'kafka/volume/iops': 3_000, 'kafka/volume/throughput': DataRate.megabytesPerSecond(751) },
      path: 'kafka.volume.throughput',
      got: '751 MB/s',
      allowed: 'at most 750 MB/s for 3000 IOPS',
    },
    {
      on: 'eks-prod',
      set: { 'kafka/volume/iops': 80_000, 'kafka/volume/size': Size.gibibytes(159) },
      path: 'kafka.volume.iops',
      got: '80000',
      allowed: 'at most 79500 for 159 GiB',
      also: ['KAFKA_VOLUME_TOO_SMALL'],
    },
  ],
  KAFKA_VOLUME_PERFORMANCE_UNSUITABLE: [
    {
      on: 'minikube',
      set: { 'kafka/volume/iops': 3_000 },
      path: 'kafka.volume.iops',
      got: '3000 on minikube',
      allowed: 'but on EKS',
    },
    {
      on: 'local',
      set: { 'kafka/volume/throughput': DataRate.megabytesPerSecond(125) },
      path: 'kafka.volume.throughput',
      got: '125 MB/s on embedded',
      allowed: 'but on EKS',
    },
  ],
  TIERED_STORAGE_IMAGE_UNPINNED: ['registry.example.com/tiered-storage:1.0.0', '', plugin.slice(0, -1)].map(
    (pluginImage) => ({
      on: 'eks-prod' as const,
      set: { 'platform/tieredStorage': { pluginImage } },
      path: 'platform.tieredStorage.pluginImage',
      got: JSON.stringify(pluginImage).slice(0, 60),
      allowed: '@sha256:',
    }),
  ),
  TOPIC_LOCAL_RETENTION_INVALID: [
    {
      on: 'eks-prod',
      set: { ...tiered, 'topics/posts/localRetention': Duration.days(7) },
      path: 'topics.posts.localRetention',
      got: '7 d of 7 d',
      allowed: 'less than the retention',
    },
    {
      on: 'eks-prod',
      set: { ...tiered, 'topics/posts/localRetention': Duration.minutes(59) },
      path: 'topics.posts.localRetention',
      got: '59 min',
      allowed: 'from 1 h',
    },
    {
      on: 'eks-prod',
      set: {
        ...tiered,
        'topics/posts/localRetention': Duration.days(1),
        'topics/posts/cleanup': 'compact,delete',
      },
      path: 'topics.posts.localRetention',
      got: "1 d of a topic whose clean-up is 'compact,delete'",
      allowed: "clean-up is 'delete'",
    },
  ],
  TOPIC_LOCAL_RETENTION_UNSUITABLE: [
    {
      on: 'eks-prod',
      set: { 'topics/posts/localRetention': Duration.days(1) },
      path: 'topics.posts.localRetention',
      got: '1 d',
      allowed: 'tieredStorage',
    },
    {
      on: 'minikube',
      set: { 'topics/posts/localRetention': Duration.hours(2) },
      path: 'topics.posts.localRetention',
      got: '2 h',
      allowed: 'EKS',
    },
  ],
};
