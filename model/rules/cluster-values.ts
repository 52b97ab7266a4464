import type { Platform } from '../environment';
import { isLaptop } from '../placement';
import { Duration, Size } from '../units';
import { describe } from '../violation';
import { durationFrom, outside, sizeFrom } from './range';
import { valueRule, type Finding } from './rule';

/** Rules about what any cluster has, wherever it stands: where charts and images come from, who makes its volumes. */

const registry = String.raw`[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?`;
const step = String.raw`[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*`;

/** An image's reference has 255 characters; this leaves room for its own path below. */
const longest = 160;

const mirror = new RegExp(`^${registry}(/${step})*$`);
const repository = new RegExp(`^(${registry}/)?${step}(/${step})*$`);
const tag = /^\w[\w.-]{0,127}$/;

/** Without a dot or a port the first step of a reference is no registry but a user of Docker Hub. */
const namesARegistry = (reference: string): boolean => /^(localhost(?=[/:]|$)|[^/]*[.:])/.test(reference);

function onClusters(
  platform: Platform,
  member: 'mirror' | 'imageRepository' | 'imageTag' | 'volumeProvisioner',
  holds: (value: string) => boolean,
): readonly Finding[] {
  const value = isLaptop(platform) ? undefined : platform[member];
  return value === undefined || holds(value) ? [] : [{ path: `platform.${member}`, got: describe(value) }];
}

export const mirrorIsARegistry = valueRule({
  code: 'PLATFORM_MIRROR_INVALID',
  title: 'a mirror is a registry, with a path if need be, that charts and images are pulled from',
  allowed: `a host with a dot or a port, and a path of lower-case letters, digits and . _ -, without https:// or oci:// and without a slash at the end; up to ${longest} characters`,
  fix: 'write it as in registry.example.com/mirror, or leave it out',
  needs: ['platform'],
  check: ({ platform }) =>
    onClusters(platform, 'mirror', (value) => value.length <= longest && mirror.test(value) && namesARegistry(value)),
});

export const imageRepositoryIsAReference = valueRule({
  code: 'PLATFORM_IMAGE_REPOSITORY_INVALID',
  title: "the services' images are in a repository that has a name such as OCI registries know",
  allowed: `a registry if need be, and a path of lower-case letters, digits and . _ -, without scheme, tag or digest; up to ${longest} characters`,
  fix: "write it as in ghcr.io/example/millrace, or leave it out for 'millrace', as the images are built into minikube",
  needs: ['platform'],
  check: ({ platform }) =>
    onClusters(platform, 'imageRepository', (value) => value.length <= longest && repository.test(value)),
});

export const imageTagIsPinned = valueRule({
  code: 'PLATFORM_IMAGE_TAG_INVALID',
  title: 'a tag names one version of an image: what `latest` names changes under a running platform',
  allowed: "1 to 128 letters, digits and . _ -, with none of . - first; not 'latest'",
  fix: "leave it out for Millrace's version, or use the version that was built",
  needs: ['platform'],
  check: ({ platform }) =>
    onClusters(platform, 'imageTag', (value) => tag.test(value) && value.toLowerCase() !== 'latest'),
});

/** As the API server sees it (`ValidateStorageClass`): a qualified name, with a DNS name before the slash. */
const provisioner = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\/)?[a-z0-9]([\w.-]*[a-z0-9])?$/i;
const longestProvisioner = 63;

export const provisionerIsNamed = valueRule({
  code: 'PLATFORM_PROVISIONER_INVALID',
  title: "a provisioner has a name that a StorageClass takes: it makes the brokers' volumes",
  allowed: `1 to ${longestProvisioner} letters, digits and . _ -, with a DNS name and a slash before them if need be`,
  fix: "leave it out for 'rancher.io/local-path' on minikube, 'ebs.csi.aws.com' on EKS",
  needs: ['platform'],
  check: ({ platform }) =>
    onClusters(platform, 'volumeProvisioner', (value) => {
      const [last = '', prefix = ''] = value.split('/').reverse();
      return provisioner.test(value) && last.length <= longestProvisioner && prefix.length <= 253;
    }),
});

/** Less is gone before somebody looks; more wants another store than one process on one volume. */
const kept = durationFrom(Duration.hours(1), Duration.days(365));
const volume = sizeFrom(Size.gibibytes(1), Size.tebibytes(16));

export const telemetryIsKept = valueRule({
  code: 'PLATFORM_TELEMETRY_STORE_INVALID',
  title: 'logs and traces are kept for some time, on a volume that holds something',
  allowed: `retention ${kept.allowed}; size ${volume.allowed}`,
  fix: "leave it out for the default, or write 'none' to have no such store",
  needs: ['platform'],
  check: ({ platform }) =>
    isLaptop(platform)
      ? []
      : (['logs', 'traces'] as const).flatMap((name) => {
          const store = platform[name];
          if (store === 'none') return [];
          return [
            ...outside(`platform.${name}.retention`, store.retention, kept),
            ...outside(`platform.${name}.size`, store.size, volume),
          ];
        }),
});

export const clusterValueRules = [
  mirrorIsARegistry,
  imageRepositoryIsAReference,
  imageTagIsPinned,
  provisionerIsNamed,
  telemetryIsKept,
];
