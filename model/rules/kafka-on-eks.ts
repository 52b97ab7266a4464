import { gp3 } from '../capacity';
import type { TopicDraft } from '../draft';
import { DataRate, Duration } from '../units';
import { describe, pathTo } from '../violation';
import { isQuartzCron } from './quartz-cron';
import { outside, wholeNumber, type Range } from './range';
import { relationRule, valueRule, type Finding, type Rule } from './rule';

/** Rules about what Kafka has on EKS alone: windows, volumes, tiered storage. */

export const maintenanceWindowsAreCron = valueRule({
  code: 'MAINTENANCE_WINDOW_INVALID',
  title: 'certificates are renewed in windows that Strimzi can read; without one they would be renewed at any time',
  allowed:
    "at least one cron expression of Quartz, UTC: seconds, minutes, hours, day of the month, month, day of the week and perhaps the year, '?' for exactly one of the two days",
  fix: "leave it out for '* * 3 ? * TUE-THU'; '* * * * * ?' is any time",
  needs: ['platform'],
  check: ({ platform }) => {
    if (platform.kind !== 'eks') return [];
    const { maintenanceWindows: windows } = platform;
    if (windows.length === 0) return [{ path: 'platform.maintenanceWindows', got: 'none' }];
    return windows.flatMap((window, index) =>
      isQuartzCron(window) ? [] : [{ path: pathTo('platform', 'maintenanceWindows', index), got: describe(window) }],
    );
  },
});

const iops = wholeNumber(gp3.leastIops, gp3.mostIops);

const throughput: Range<DataRate> = {
  allowed: `from ${gp3.leastThroughput.toString()} to ${gp3.mostThroughput.toString()}`,
  holds: (rate) => rate.compare(gp3.leastThroughput) >= 0 && rate.compare(gp3.mostThroughput) <= 0,
};

export const volumePerformanceIsOnOffer = valueRule({
  code: 'KAFKA_VOLUME_PERFORMANCE_INVALID',
  title: "a volume's throughput and IOPS are those that a gp3 volume of EBS can have",
  allowed: `throughput ${throughput.allowed}; IOPS: ${iops.allowed}`,
  fix: 'leave both out: they follow the topics’ load',
  needs: ['kafka'],
  check: ({ kafka: { volume } }) => [
    ...outside('kafka.volume.throughput', volume.throughput, throughput),
    ...outside('kafka.volume.iops', volume.iops, iops),
  ],
});

export const volumePerformanceFitsTogether = relationRule({
  code: 'KAFKA_VOLUME_PERFORMANCE_UNBALANCED',
  title: 'EBS gives a volume so many operations for its size, and so much throughput for its operations',
  allowed: `${gp3.mostIopsPerGibibyte} IOPS for each GiB, and 0.25 MB/s for each operation a second`,
  fix: 'raise the IOPS with the throughput, the size with the IOPS; or leave the IOPS out, which then follow',
  needs: ['kafka'],
  check: ({ kafka: { volume } }) => {
    if (volume.iops === undefined) return [];
    // Every volume has the least, whatever its size.
    const most = Math.max(gp3.leastIops, Math.floor(volume.size.toGibibytes() * gp3.mostIopsPerGibibyte));
    const fastest = DataRate.bytesPerSecond(volume.iops * gp3.mostBytesPerIops);
    return [
      ...(volume.iops > most
        ? [
            {
              path: 'kafka.volume.iops',
              got: describe(volume.iops),
              allowed: `at most ${most} for ${String(volume.size)}`,
            },
          ]
        : []),
      ...(volume.throughput !== undefined && volume.throughput.compare(fastest) > 0
        ? [
            {
              path: 'kafka.volume.throughput',
              got: describe(volume.throughput),
              allowed: `at most ${fastest.toString()} for ${volume.iops} IOPS`,
            },
          ]
        : []),
    ];
  },
});

export const volumePerformanceIsEbs = relationRule({
  code: 'KAFKA_VOLUME_PERFORMANCE_UNSUITABLE',
  title: 'throughput and IOPS are bought for a volume of EBS; elsewhere a disk is as fast as it is',
  allowed: 'nothing, but on EKS',
  fix: 'leave both out',
  needs: ['platform', 'kafka'],
  check: ({ platform, kafka: { volume } }) =>
    platform.kind === 'eks'
      ? []
      : (['throughput', 'iops'] as const).flatMap((name) =>
          volume[name] === undefined
            ? []
            : [{ path: pathTo('kafka', 'volume', name), got: `${describe(volume[name])} on ${platform.kind}` }],
        ),
});

const pinnedImage = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

export const pluginIsPinned = valueRule({
  code: 'TIERED_STORAGE_IMAGE_UNPINNED',
  title: 'the plugin runs in the brokers’ own process: it is the very image that somebody has looked at',
  allowed: 'registry, path and digest of an image: registry.example.com/tiered-storage@sha256:...',
  fix: 'put the digest behind the image’s name, as `docker buildx imagetools inspect` prints it',
  needs: ['platform'],
  check: ({ platform }) => {
    const image = platform.kind === 'eks' ? platform.tieredStorage?.pluginImage : undefined;
    if (image === undefined || pinnedImage.test(image)) return [];
    return [{ path: 'platform.tieredStorage.pluginImage', got: describe(image) }];
  },
});

/** Kafka closes no segment sooner, and a segment that is open is on the volume alone. */
const shortestLocal = Duration.hours(1);

function localRetentionFault({ localRetention, retention, cleanup }: TopicDraft): string | undefined {
  if (localRetention === undefined) return undefined;
  if (cleanup !== 'delete') return `${localRetention.toString()} of a topic whose clean-up is '${cleanup}'`;
  if (localRetention.compare(shortestLocal) < 0) return localRetention.toString();
  const beyond = retention !== 'forever' && localRetention.compare(retention) >= 0;
  return beyond ? `${localRetention.toString()} of ${retention.toString()}` : undefined;
}

const local = (topic: TopicDraft, got: string): Finding => ({
  path: pathTo('topics', topic.name, 'localRetention'),
  got,
});

export const localRetentionIsAPart = valueRule({
  code: 'TOPIC_LOCAL_RETENTION_INVALID',
  title: 'what stays on the volumes is a part of what is kept; Kafka moves no segments of a topic that it compacts',
  allowed: `from ${shortestLocal.toString()} to less than the retention; nothing unless the clean-up is 'delete'`,
  fix: 'leave it out to keep all of it on the volumes',
  needs: ['topics'],
  check: ({ topics }) =>
    topics.flatMap((topic) => {
      const got = localRetentionFault(topic);
      return got === undefined ? [] : [local(topic, got)];
    }),
});

export const localRetentionHasAnotherPlace = relationRule({
  code: 'TOPIC_LOCAL_RETENTION_UNSUITABLE',
  title: 'what does not stay on the volumes has another place: the platform has tiered storage',
  allowed: 'nothing, unless the platform is EKS and has a tieredStorage',
  fix: 'give the platform a tieredStorage, or leave it out',
  needs: ['platform', 'topics'],
  check: ({ platform, topics }) =>
    platform.kind === 'eks' && platform.tieredStorage !== undefined
      ? []
      : topics.flatMap((topic) =>
          topic.localRetention === undefined ? [] : [local(topic, topic.localRetention.toString())],
        ),
});

export const kafkaOnEksRules: readonly Rule[] = [
  maintenanceWindowsAreCron,
  volumePerformanceIsOnOffer,
  volumePerformanceFitsTogether,
  volumePerformanceIsEbs,
  pluginIsPinned,
  localRetentionIsAPart,
  localRetentionHasAnotherPlace,
];
