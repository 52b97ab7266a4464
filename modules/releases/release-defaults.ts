import type { ReleaseConfig } from '@cdktf/provider-helm/lib/release';

/** How Helm treats every release. */
export const releaseDefaults = {
  // A first install that failed is in no state (provider 3.x): without this the next deploy says that the name is in use.
  upgradeInstall: true,
  // Undoing a failed install or upgrade deletes objects; what is there stays, and the next deploy goes on from it.
  atomic: false,
  cleanupOnFail: false,
  createNamespace: false,
  skipCrds: true,
  /** Revisions kept in the cluster, each up to 1 MB: enough to see what the last deploys changed. */
  maxHistory: 5,
} as const satisfies Partial<ReleaseConfig>;
