import type { Container, Probe } from 'kubernetes-types/core/v1';
import { eachContainer, type Policy } from './policy';

/** A container's resources, whoever's type they have. */
interface Resources {
  readonly requests?: Readonly<Record<string, unknown>>;
  readonly limits?: Readonly<Record<string, unknown>>;
}

/** What is wanted of any container's resources, ours or an operator's. */
export function missingResources(resources: Resources | undefined): string | undefined {
  const missing = [
    ...(['cpu', 'memory'] as const)
      .filter((name) => resources?.requests?.[name] === undefined)
      .map((name) => `request of ${name}`),
    ...(resources?.limits?.['memory'] === undefined ? ['limit of memory'] : []),
  ];
  return missing.length === 0 ? undefined : `no ${missing.join(', no ')}`;
}

/** First words of tags that are moved to whatever is newest, as in `stable-alpine`; `latest` moves wherever it stands. */
const movingWords = ['latest', 'stable', 'main', 'master', 'edge', 'nightly', 'dev'];

function isMoved(tag: string): boolean {
  const words = tag.toLowerCase().split(/[-._]/);
  return movingWords.includes(words[0] ?? '') || words.includes('latest');
}

export function unpinned(image: string | undefined): string | undefined {
  if (image === undefined) return 'no image';
  if (/@sha256:[0-9a-f]{64}$/.test(image)) return undefined;
  const tag = /:([^:/@]+)$/.exec(image)?.[1];
  if (tag === undefined) return `${image} has no tag, which means latest`;
  return isMoved(tag) ? `the tag of ${image} is moved` : undefined;
}

const probeNames = ['livenessProbe', 'readinessProbe'] as const;
const handlers = ['exec', 'grpc', 'httpGet', 'tcpSocket'] as const;

/** A probe without a handler asks nothing, and the API server refuses it. */
const asks = (probe: Probe | undefined): boolean => handlers.some((handler) => probe?.[handler] !== undefined);

/** A container's own word counts before its pod's. */
const runsAsRoot = (container: Container, pod: { readonly securityContext?: Container['securityContext'] }) => {
  const [own, shared] = [container.securityContext, pod.securityContext];
  const user = own?.runAsUser ?? shared?.runAsUser;
  return user === 0 || (own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true;
};

export const containerPolicies: readonly Policy[] = [
  {
    code: 'CONTAINER_RESOURCES_UNSET',
    title:
      'every container asks for processor and memory and limits its memory; a limit of the processor, which only throttles, is nobody’s duty',
    fix: 'give it requests of cpu and memory and a limit of memory, from the model’s resources',
    check: eachContainer(({ resources }) => missingResources(resources)),
  },
  {
    code: 'CONTAINER_PROBES_MISSING',
    title: 'a container that lives on is asked whether it is alive and whether it is ready',
    fix: 'give it a livenessProbe and a readinessProbe, each with something to ask',
    check: eachContainer((container, { runsToEnd }) => {
      const missing = probeNames.filter((probe) => !asks(container[probe]));
      return runsToEnd || missing.length === 0 ? undefined : `no ${missing.join(', no ')}`;
    }),
  },
  {
    code: 'CONTAINER_MAY_BE_ROOT',
    title: 'no container runs as root',
    fix: 'set runAsNonRoot: true, and a runAsUser other than 0',
    check: eachContainer((container, { pod }) => (runsAsRoot(container, pod) ? 'it may run as user 0' : undefined)),
  },
  {
    code: 'CONTAINER_ROOT_WRITABLE',
    title: 'a container cannot write to its own image',
    fix: 'set readOnlyRootFilesystem: true, and mount an emptyDir where it must write',
    check: eachContainer(({ securityContext }) =>
      securityContext?.readOnlyRootFilesystem === true ? undefined : 'its root file system can be written to',
    ),
  },
  {
    code: 'CONTAINER_MAY_ESCALATE',
    title: 'a process in a container never gets more rights than it began with',
    fix: 'set allowPrivilegeEscalation: false and leave privileged out',
    check: eachContainer(({ securityContext }) =>
      securityContext?.allowPrivilegeEscalation === false && securityContext.privileged !== true
        ? undefined
        : 'it may gain privileges',
    ),
  },
  {
    code: 'CONTAINER_KEEPS_CAPABILITIES',
    title: 'a container has none of root’s capabilities',
    fix: 'drop ALL and add none',
    check: eachContainer(({ securityContext }) => {
      const { drop = [], add = [] } = securityContext?.capabilities ?? {};
      if (!drop.includes('ALL')) return 'it does not drop ALL';
      return add.length === 0 ? undefined : `it adds ${add.join(', ')}`;
    }),
  },
  {
    code: 'CONTAINER_SECCOMP_UNSET',
    title: 'a container’s system calls are filtered',
    fix: 'set seccompProfile.type: RuntimeDefault on the pod',
    check: eachContainer(({ securityContext }, { pod }) => {
      const type = securityContext?.seccompProfile?.type ?? pod.securityContext?.seccompProfile?.type;
      return type === 'RuntimeDefault' || type === 'Localhost' ? undefined : `seccompProfile is ${type ?? 'not set'}`;
    }),
  },
  {
    code: 'CONTAINER_PROC_UNMASKED',
    title: 'a container does not see what the runtime hides of /proc',
    fix: 'leave procMount out',
    check: eachContainer(({ securityContext }) => {
      const { procMount = 'Default' } = securityContext ?? {};
      return procMount === 'Default' ? undefined : `procMount is ${procMount}`;
    }),
  },
  {
    code: 'CONTAINER_IMAGE_UNPINNED',
    title: 'an image is the same one tomorrow: named by digest, or by a tag that is not moved',
    fix: 'name a version as its tag, or a digest',
    check: eachContainer(({ image }) => unpinned(image)),
  },
];
