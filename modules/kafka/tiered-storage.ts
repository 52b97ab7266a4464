import type { Kafka as KafkaModel } from '../../model/environment';
import { DataRate, Duration, Size } from '../../model/units';
import type { Kafka } from '../kubernetes/generated/strimzi';
import type { PodTemplate, PoolTemplate } from './pods';

/**
 * Old segments in S3, by Aiven's tiered-storage-for-apache-kafka. Names of its settings: `docs/configs.rst` of that
 * repository. Credentials are none of them: the AWS SDK takes those that the pod is given.
 */
export interface RemoteStorage {
  /** Image with the plugin's jars, those of its core and of its S3 backend, at its root; by digest. */
  readonly pluginImage: string;
  readonly bucket: string;
  readonly region: string;
}

type PluginVolume = NonNullable<PodTemplate['volumes']>[number];
type PluginMount = NonNullable<NonNullable<PoolTemplate['kafkaContainer']>['volumeMounts']>[number];

/** Strimzi lets a volume of somebody else's be mounted below `/mnt` alone. */
const pluginPath = '/mnt/tiered-storage';
const pluginVolume = 'tiered-storage';

/** The node pulls the image and mounts it read-only (`ImageVolume`, on by default since Kubernetes 1.35). */
export const pluginVolumeOf = ({ pluginImage }: RemoteStorage): PluginVolume => ({
  name: pluginVolume,
  image: { reference: pluginImage, pullPolicy: 'IfNotPresent' },
});

export const pluginMount: PluginMount = { name: pluginVolume, mountPath: pluginPath, readOnly: true };

/** What a consumer far behind fetches is read once: the cache joins neighbouring requests, it is no second page cache. */
const chunk = Size.mebibytes(4);
const chunkCache = Size.mebibytes(64);
const prefetch = Size.mebibytes(16);
const chunkLife = Duration.minutes(10);

/** Of each broker. Catching up after S3 was away must leave the producers' own writes their disk and network. */
const uploadLimit = DataRate.bytesPerSecond(Size.mebibytes(32).toBytes());

export const remoteStorage = ({
  bucket,
  region,
}: RemoteStorage): NonNullable<Kafka['spec']['kafka']['tieredStorage']> => ({
  type: 'custom',
  remoteStorageManager: {
    className: 'io.aiven.kafka.tieredstorage.RemoteStorageManager',
    classPath: `${pluginPath}/*`,
    config: {
      'chunk.size': String(chunk.toBytes()),
      'storage.backend.class': 'io.aiven.kafka.tieredstorage.storage.s3.S3Storage',
      'storage.s3.bucket.name': bucket,
      'storage.s3.region': region,
      'upload.rate.limit.bytes.per.second': String(uploadLimit.toBytesPerSecond()),
      'fetch.chunk.cache.class': 'io.aiven.kafka.tieredstorage.fetch.cache.MemoryChunkCache',
      'fetch.chunk.cache.size': String(chunkCache.toBytes()),
      'fetch.chunk.cache.prefetch.max.size': String(prefetch.toBytes()),
      'fetch.chunk.cache.retention.ms': String(chunkLife.toMilliseconds()),
    },
  },
});

/** Where each segment in S3 lies is told by a topic of Kafka's own, which is as safe as the offsets. */
export const remoteMetadataConfig = ({ config }: Pick<KafkaModel, 'config'>): Record<string, string | undefined> => ({
  'rlmm.config.remote.log.metadata.topic.replication.factor': config['default.replication.factor'],
});
