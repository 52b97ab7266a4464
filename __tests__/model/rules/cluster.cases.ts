import { Cpu, Duration, Size } from '../../../model/units';
import type { RuleCase, RuleCases } from './rule-case';

/** One case for each value that the member of the platform must not have. */
const refused = (member: string, allowed: string, ...values: readonly string[]): RuleCase[] =>
  values.map((value) => ({
    on: 'minikube',
    set: { [`platform/${member}`]: value },
    path: `platform.${member}`,
    got: JSON.stringify(value.slice(0, 77)).slice(0, -1),
    allowed,
  }));

export const clusterCases: RuleCases = {
  PLATFORM_MIRROR_INVALID: [
    ...refused(
      'mirror',
      'without https:// or oci://',
      'https://registry.example.com',
      'oci://registry.example.com/mirror',
      'registry.example.com/',
      'registry.example.com//mirror',
      'registry.example.com/Mirror',
      'registry.example.com:port',
      '.example.com',
      '',
      `registry.example.com/${'a'.repeat(140)}`,
    ),
    // A user of Docker Hub.
    ...refused('mirror', 'a dot or a port', 'mirror', 'mirror/images', 'localhosts'),
    {
      on: 'eks-prod',
      set: { 'platform/mirror': 'mirror.example.com/a b' },
      path: 'platform.mirror',
      got: '"mirror.example.com/a b"',
      allowed: 'a path of lower-case letters',
    },
  ],
  PLATFORM_IMAGE_REPOSITORY_INVALID: refused(
    'imageRepository',
    'without scheme, tag or digest',
    'Millrace',
    'millrace:1.0.0',
    'millrace@sha256:0123',
    'https://ghcr.io/millrace',
    'ghcr.io/millrace/',
    'ghcr.io:/millrace',
    'mill..race',
    '',
    'a'.repeat(161),
  ),
  PLATFORM_IMAGE_TAG_INVALID: refused(
    'imageTag',
    "not 'latest'",
    'latest',
    'Latest',
    '',
    '.1',
    '-1',
    '1.0 ',
    '1:0',
    'a'.repeat(129),
  ),
  PLATFORM_PROVISIONER_INVALID: refused(
    'volumeProvisioner',
    'a DNS name and a slash',
    '',
    'rancher.io/',
    '/local-path',
    'a/b/c',
    'rancher_io/local-path',
    'local path',
    'ebs.csi.aws.com.',
    'a'.repeat(64),
  ),
  PLATFORM_TELEMETRY_STORE_INVALID: [
    {
      on: 'minikube',
      set: { 'platform/logs': { retention: Duration.minutes(59) } },
      path: 'platform.logs.retention',
      got: '59 min',
      allowed: 'from 1 h to 365 d',
    },
    {
      on: 'minikube',
      set: { 'platform/traces': { size: Size.mebibytes(512) } },
      path: 'platform.traces.size',
      got: '512 MiB',
      allowed: 'from 1 GiB to 16 TiB',
    },
    {
      on: 'eks-prod',
      set: { 'platform/logs': { retention: Duration.days(366) } },
      path: 'platform.logs.retention',
      got: '366 d',
      allowed: 'from 1 h to 365 d',
    },
    {
      on: 'eks-prod',
      set: { 'platform/traces': { size: Size.tebibytes(17) } },
      path: 'platform.traces.size',
      got: '17 TiB',
      allowed: 'from 1 GiB to 16 TiB',
    },
  ],
  KAFKA_CRUISE_CONTROL_UNSUITABLE: [
    {
      on: 'local',
      set: { 'kafka/cruiseControl': true },
      path: 'kafka.cruiseControl',
      got: 'true with 3 brokers on embedded',
      allowed: '2 brokers or more',
    },
    {
      on: 'minikube',
      set: {
        'kafka/cruiseControl': true,
        'kafka/brokers': 1,
        'kafka/volume/size': Size.gibibytes(100),
        'platform/zones': ['a'],
        'platform/node': { cpu: Cpu.cores(4), memory: Size.gibibytes(8) },
      },
      path: 'kafka.cruiseControl',
      got: 'true with 1 brokers on minikube',
      allowed: '2 brokers or more',
      also: ['TOPIC_REPLICATION_EXCEEDS_BROKERS'],
    },
  ],
};
