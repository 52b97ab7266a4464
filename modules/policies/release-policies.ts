import type { Breach, PolicyText } from './policy';

/** What a Helm release says of where its chart comes from. */
export interface ReleaseFacts {
  readonly name: string;
  /** A chart's name in the repository, its address, or a folder of ours. */
  readonly chart: string;
  readonly repository?: string | undefined;
  readonly version?: string | undefined;
  readonly skipCrds: boolean;
}

/** A rule over all releases of a stack. */
export interface ReleasePolicy extends PolicyText {
  readonly check: (release: ReleaseFacts) => Breach['got'] | undefined;
}

/** One version, and no range such as `~1.2` or `1.x`. */
const oneVersion = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** A folder that goes with the stack: its content is the commit's. */
const isOurs = ({ chart, repository }: ReleaseFacts): boolean => repository === undefined && !chart.includes('://');

export const releasePolicies: readonly ReleasePolicy[] = [
  {
    code: 'RELEASE_UNPINNED',
    title: 'a published chart is installed in one version, which is written down',
    fix: 'name the version in model/versions.ts, without a range',
    check: (release) =>
      isOurs(release) || oneVersion.test(release.version ?? '')
        ? undefined
        : `the version of ${release.chart} is ${release.version ?? 'not set'}`,
  },
  {
    code: 'RELEASE_SOURCE_PLAIN',
    title: 'a published chart comes from a repository that proves who it is',
    fix: 'name the repository by oci:// or https://',
    check: (release) => {
      const source = release.repository ?? release.chart;
      return isOurs(release) || /^(oci|https):\/\//.test(source) ? undefined : `it comes from ${source}`;
    },
  },
  {
    code: 'RELEASE_BRINGS_CRDS',
    title: 'CRDs come from their own release, which upgrades them; Helm itself never does',
    fix: 'set skipCrds: true',
    check: (release) => (isOurs(release) || release.skipCrds ? undefined : `${release.chart} installs its CRDs`),
  },
];
