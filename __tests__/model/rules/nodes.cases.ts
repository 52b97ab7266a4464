import { Cpu, Size } from '../../../model/units';
import type { RuleCases } from './rule-case';

const arn = 'arn:aws:iam::123456789012';
const appNodes = { instanceType: 'm6i.large', least: 3, most: 9 };
const systemNodes = { instanceType: 'm7g.large', perZone: 1 };

const tagsOf = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, 'value']));

/** A service so small that a node is full of pods before it is full of anything else. */
const tiny = { cpu: Cpu.millicores(10), memory: Size.mebibytes(128) };

export const nodeCases: RuleCases = {
  PLATFORM_NODE_COUNT_INVALID: [
    {
      on: 'eks-prod',
      set: { 'platform/systemNodes': { ...systemNodes, perZone: 0 } },
      path: 'platform.systemNodes.perZone',
      got: '0',
      allowed: 'from 1 to 100',
    },
    {
      on: 'eks-prod',
      set: { 'platform/appNodes': { ...appNodes, least: 2 } },
      path: 'platform.appNodes.least',
      got: '2',
      allowed: 'from 3 to 450',
    },
    {
      on: 'eks-prod',
      set: { 'platform/appNodes': { ...appNodes, most: 451 } },
      path: 'platform.appNodes.most',
      got: '451',
      allowed: 'from 3 to 450',
    },
  ],
  PLATFORM_NODE_COUNT_CONTRADICTORY: [
    {
      on: 'eks-prod',
      set: { 'platform/appNodes': { ...appNodes, least: 10 } },
      path: 'platform.appNodes.least',
      got: '10',
      allowed: 'at most 9',
    },
  ],
  PLATFORM_ADMINISTRATOR_INVALID: [
    {
      on: 'eks-prod',
      set: { 'platform/administrators': ['arn:aws:iam::210987654321:role/operators'] },
      path: 'platform.administrators[0]',
      got: '210987654321',
      allowed: `${arn}:role/`,
    },
    {
      on: 'eks-prod',
      set: { 'platform/administrators': [`${arn}:role/sso/operators`, 'arn:aws:sts::123456789012:assumed-role/a/b'] },
      path: 'platform.administrators[1]',
      got: 'assumed-role',
      allowed: 'each once',
    },
    {
      on: 'eks-prod',
      set: { 'platform/administrators': [`${arn}:user/anna`, `${arn}:user/anna`] },
      path: 'platform.administrators[1]',
      got: 'user/anna',
      allowed: 'each once',
    },
    {
      on: 'eks-prod',
      set: { 'platform/administrators': [`${arn}:root`] },
      path: 'platform.administrators[0]',
      got: ':root',
      allowed: `${arn}:role/`,
    },
  ],
  PLATFORM_TAGS_INVALID: [
    ...['aws:team', 'millrace:environment', 'Millrace:x', 'kubernetes.io/cluster/a', 'Name', 'a=b', ''].map((key) => ({
      on: 'eks-prod' as const,
      set: { 'platform/tags': { [key]: 'x' } },
      path: /^[A-Za-z0-9_-]+$/.test(key) ? `platform.tags.${key}` : `platform.tags['${key}']`,
      got: '"x"',
      allowed: 'no key that is',
    })),
    {
      on: 'eks-prod',
      set: { 'platform/tags': { team: 'data, streams' } },
      path: 'platform.tags.team',
      got: '"data, streams"',
      allowed: 'letters, digits',
    },
    {
      on: 'eks-prod',
      set: { 'platform/tags': { team: 'x'.repeat(257) } },
      path: 'platform.tags.team',
      got: 'xxx',
      allowed: 'up to 256',
    },
    {
      on: 'eks-prod',
      set: { 'platform/tags': tagsOf(31) },
      path: 'platform.tags',
      got: '31 tags',
      allowed: 'at most 30',
    },
  ],
  PLATFORM_ADD_ONS_UNKNOWN: [
    {
      on: 'eks-prod',
      set: { 'versions/kubernetes': '1.34' },
      path: 'versions.kubernetes',
      got: '"1.34" on eks',
      allowed: '1.35',
    },
  ],
  PLATFORM_NODE_GROUP_TOO_SMALL: [
    {
      on: 'eks-prod',
      set: { 'platform/appNodes': { ...appNodes, most: 3 } },
      path: 'platform.appNodes',
      got: 'asked of one node',
      allowed: 'at most 1705m cpu',
    },
    {
      on: 'eks-prod',
      set: { 'services/consumer/resources': { cpu: Cpu.cores(2), memory: Size.gibibytes(1) } },
      path: 'platform.appNodes',
      got: '2 cpu',
      allowed: 'at most 1705m cpu',
    },
  ],
  PLATFORM_PODS_EXCEED_NODE: [
    {
      on: 'eks-prod',
      set: {
        'platform/appNodes': { ...appNodes, most: 3 },
        'services/producer': { replicas: 100, resources: tiny },
        'services/consumer': { replicas: 1, resources: tiny },
        'services/ping-pong': { replicas: 1, resources: tiny },
      },
      path: 'platform.appNodes',
      got: 'pods on one node',
      allowed: 'at most 29',
    },
  ],
};
