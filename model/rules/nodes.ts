import { eksKubernetesVersions } from '../eks-versions';
import { busiestNodes, type NodeLoad } from '../node-load';
import { inWords } from '../room';
import { describe, pathTo } from '../violation';
import { outside, wholeNumber } from './range';
import { relationRule, valueRule, type Finding } from './rule';

/** Rules about the groups of nodes of an EKS environment. */

/** Nodes that EKS allows in one managed group ("Service quotas"). */
const mostInAGroup = 450;
const perZone = wholeNumber(1, 100);
const ofAllZones = wholeNumber(3, mostInAGroup);

export const groupsHaveNodes = valueRule({
  code: 'PLATFORM_NODE_COUNT_INVALID',
  title: 'the groups of system and app nodes have a node in each zone at least, and no more than EKS allows in a group',
  allowed: `systemNodes.perZone: ${perZone.allowed}; appNodes.least and most, of three zones together: ${ofAllZones.allowed}`,
  fix: 'leave it out for the default',
  needs: ['platform'],
  check: ({ platform }) =>
    platform.kind !== 'eks'
      ? []
      : [
          ...outside('platform.systemNodes.perZone', platform.systemNodes.perZone, perZone),
          ...outside('platform.appNodes.least', platform.appNodes.least, ofAllZones),
          ...outside('platform.appNodes.most', platform.appNodes.most, ofAllZones),
        ],
});

export const leastIsNotAboveMost = relationRule({
  code: 'PLATFORM_NODE_COUNT_CONTRADICTORY',
  title: 'there are never fewer app nodes than `least` and never more than `most`',
  allowed: 'a `least` of at most `most`',
  fix: 'raise `most` or lower `least`',
  needs: ['platform'],
  check: ({ platform }) => {
    if (platform.kind !== 'eks' || platform.appNodes.least <= platform.appNodes.most) return [];
    const { least, most } = platform.appNodes;
    return [{ path: 'platform.appNodes.least', got: describe(least), allowed: `at most ${most}` }];
  },
});

/** A role or user with its path; a session (`assumed-role`) has no access entry, and root is nobody's daily name. */
const principal = /^(role|user)\/([!-~]+\/)?[\w+=,.@-]+$/;

function isOfAccount(arn: string, account: string): boolean {
  const start = `arn:aws:iam::${account}:`;
  return arn.startsWith(start) && principal.test(arn.slice(start.length));
}

export const administratorsAreOfTheAccount = valueRule({
  code: 'PLATFORM_ADMINISTRATOR_INVALID',
  title: "an administrator of the cluster is an IAM role or user of the environment's account, each named once",
  allowed: "the ARN of a role or a user of the environment's account",
  fix: 'take the ARN from `aws iam get-role`; for a session of a role (`assumed-role`) name the role itself',
  needs: ['platform'],
  check: ({ platform }) => {
    if (platform.kind !== 'eks') return [];
    const { administrators, account } = platform;
    return administrators.flatMap((arn, index) =>
      isOfAccount(arn, account.id) && administrators.indexOf(arn) === index
        ? []
        : [
            {
              path: pathTo('platform', 'administrators', index),
              got: describe(arn),
              allowed: `arn:aws:iam::${account.id}:role/... or :user/..., each once`,
            },
          ],
    );
  },
});

/** AWS's own limit is 50 on a resource; Millrace, EKS and the EBS CSI driver put up to 20 of their own on a volume. */
const mostTags = 30;
/** What AWS takes for every service; no equals sign in a key, since the EBS CSI driver is told tags as `key=value`. */
const tagKey = /^[\p{L}\p{N} _.:/+\-@]{1,128}$/u;
const tagValue = /^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u;
/** Of AWS, of Millrace, and of the controllers that find what is theirs by tags. */
const takenPrefix = /^(aws:|millrace:|eks:|kubernetes\.io\/|k8s\.io\/|ebs\.csi\.aws\.com\/|elbv2\.k8s\.aws\/)/i;
const takenKeys = new Set(['Name', 'CSIVolumeName', 'KubernetesCluster']);

const isTag = (key: string, value: string): boolean =>
  tagKey.test(key) && tagValue.test(value) && !takenPrefix.test(key) && !takenKeys.has(key);

export const tagsAreAllowed = valueRule({
  code: 'PLATFORM_TAGS_INVALID',
  title: 'tags are such as AWS takes on everything, and none is one that AWS, Millrace or a controller sets itself',
  allowed: `at most ${mostTags}; keys of 1 to 128 and values of up to 256 letters, digits, spaces and _ . : / + - @, values = too; no key that is ${[...takenKeys].join(', ')} or begins with aws:, eks:, millrace:, kubernetes.io/, k8s.io/, ebs.csi.aws.com/ or elbv2.k8s.aws/`,
  fix: 'choose another key or value',
  needs: ['platform'],
  check: ({ platform }) => {
    if (platform.kind !== 'eks') return [];
    const tags = Object.entries(platform.tags);
    const wrong = tags
      .filter(([key, value]) => !isTag(key, value))
      .map(([key, value]): Finding => ({ path: pathTo('platform', 'tags', key), got: describe(value) }));
    return tags.length <= mostTags ? wrong : [...wrong, { path: 'platform.tags', got: `${tags.length} tags` }];
  },
});

export const addOnsAreKnown = relationRule({
  code: 'PLATFORM_ADD_ONS_UNKNOWN',
  title: "EKS's add-ons are pinned for the environment's version of Kubernetes",
  allowed: eksKubernetesVersions.join(', '),
  fix: "choose one of them, or add the add-ons' versions to model/eks-versions.ts",
  needs: ['platform', 'versions'],
  check: ({ platform, versions: { kubernetes } }) =>
    platform.kind !== 'eks' || eksKubernetesVersions.includes(kubernetes)
      ? []
      : [{ path: 'versions.kubernetes', got: `${describe(kubernetes)} on eks` }],
});

export const systemAndAppNodesHoldTheirPods = relationRule({
  code: 'PLATFORM_NODE_GROUP_TOO_SMALL',
  title:
    "with one zone lost the system nodes that are left have room for the platform's own pods; `most` app nodes have room for all instances of the services that scaling allows, with one more while they roll",
  allowed: 'what the nodes have for pods, after what the system keeps',
  fix: 'use larger or more nodes, or lower the requests',
  needs: ['platform', 'kafka', 'services'],
  check: ({ platform, kafka, services }) => {
    if (platform.kind !== 'eks') return [];
    const { system, apps } = busiestNodes(platform, kafka, services);
    return [system, apps].flatMap((load) => {
      if (load === undefined) return [];
      const { asked, available, path } = load;
      const fits = asked.cpu.compare(available.cpu) <= 0 && asked.memory.compare(available.memory) <= 0;
      return fits
        ? []
        : [{ path, got: `${inWords(asked)} asked of one node`, allowed: `at most ${inWords(available)}` }];
    });
  },
});

export const nodesHaveAddressesForTheirPods = relationRule({
  code: 'PLATFORM_PODS_EXCEED_NODE',
  title: 'a node has an address for each of its pods, which on EKS its type decides',
  allowed: '`maxPods` of the type in model/instance-types.ts',
  fix: 'use larger or more nodes',
  needs: ['platform', 'kafka', 'services'],
  check: ({ platform, kafka, services }) => {
    if (platform.kind !== 'eks') return [];
    const loads: readonly NodeLoad[] = Object.values(busiestNodes(platform, kafka, services));
    return loads
      .filter(({ asked, available }) => asked.pods > available.pods)
      .map(({ path, asked, available }) => ({
        path,
        got: `${asked.pods} pods on one node`,
        allowed: `at most ${available.pods}`,
      }));
  },
});

export const nodeRules = [
  groupsHaveNodes,
  leastIsNotAboveMost,
  administratorsAreOfTheAccount,
  tagsAreAllowed,
  addOnsAreKnown,
  systemAndAppNodesHoldTheirPods,
  nodesHaveAddressesForTheirPods,
];
