import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { installPythonPackages, pinnedVersion } from './python-packages';
import { CrdsError } from '../crds/crds-error';
import type { Environment } from '../kafka/cache-dir';
import { ScanError } from './scan-error';

/** A check that a resource or object has passed or failed, as checkov reports it. */
export interface Verdict {
  readonly check_id: string;
  readonly check_name: string;
  /** Address of Terraform's resource, `Kind.namespace.name` of an object. */
  readonly resource: string;
  readonly file_abs_path: string;
}

/** What checkov says of a folder. */
export interface Answer {
  readonly failed: readonly Verdict[];
  readonly passed: readonly Verdict[];
}

interface Report {
  readonly results?: {
    readonly failed_checks: readonly Verdict[];
    readonly passed_checks: readonly Verdict[];
    readonly skipped_checks: readonly Verdict[];
    readonly parsing_errors: readonly string[];
  };
}

/** All that checkov consists of, at the versions that were tried together. */
const requirements = join(__dirname, 'requirements.txt');

/** The one that is pinned. */
export const checkovVersion = (): string => pinnedVersion('checkov', requirements);

/** What the newest dependencies need. */
const MINIMUM_PYTHON = '3.11';

/** It would look for its platform's data otherwise, which needs the network and an account. */
const OFFLINE = { BC_SKIP_MAPPING: 'TRUE', CHECKOV_RUN_SCA_PACKAGE_SCAN: 'false', PYTHONWARNINGS: 'ignore' } as const;

/**
 * The folder with checkov of the pinned version; fetched with pip when it is not there: 290 MB, half a minute.
 * @throws ScanError SCAN_TOOL_MISSING
 */
export async function installCheckov(env: Environment): Promise<string> {
  try {
    return await installPythonPackages({ name: 'checkov', requirements }, env);
  } catch (error) {
    if (!(error instanceof CrdsError)) throw error;
    throw new ScanError(
      'SCAN_TOOL_MISSING',
      `checkov cannot be installed here: it takes Python ${MINIMUM_PYTHON} or later with pip (Debian, Ubuntu: apt-get install -y python3-pip) and PyPI, ` +
        `or a mirror of it. ${error.message}`,
      error.canRetry,
      { cause: error },
    );
  }
}

/** @returns stdout; checkov's own words about a failure are kept in the error */
function run(installed: string, args: readonly string[], env: Environment): Promise<string> {
  return new Promise((settle, reject) => {
    const options = { env: { ...env, ...OFFLINE, PYTHONPATH: installed }, maxBuffer: 256 * 1024 * 1024 };
    execFile('python3', ['-m', 'checkov.main', ...args], options, (error, stdout, stderr) => {
      if (error === null) return settle(stdout);
      const words = `${stderr}${stdout}`.trim().split('\n').slice(-6).join('\n  ');
      const message = `checkov gave no answer; delete ${installed}, and the next run fetches it anew. Its last lines:\n  ${words}\n`;
      reject(new ScanError('SCAN_NO_ANSWER', message, false, { cause: error }));
    });
  });
}

function reportsIn(text: string): readonly Report[] {
  const parsed = JSON.parse(text) as Report | readonly Report[];
  return Array.isArray(parsed) ? (parsed as readonly Report[]) : [parsed as Report];
}

/**
 * Asks checkov about the Terraform JSON and the Kubernetes objects below a folder, none of whose names begins with a dot: it
 * leaves those out. On this machine, without its makers' platform.
 * @throws ScanError SCAN_NO_ANSWER when something there could not be read
 */
export async function askCheckov(installed: string, folder: string, env: Environment): Promise<Answer> {
  const frameworks = ['--framework', 'terraform_json', 'kubernetes'];
  // With a status of 0 whatever it finds: another one is a failure of its own.
  const args = ['-d', resolve(folder), ...frameworks, '--skip-download', '--soft-fail', '--compact', '-o', 'json'];
  const text = await run(installed, args, env);
  const results = reportsIn(text).flatMap(({ results: found }) => (found === undefined ? [] : [found]));
  const unread = results.flatMap(({ parsing_errors: files }) => files);
  if (unread.length > 0) throw new ScanError('SCAN_NO_ANSWER', `checkov could not read ${unread.join(', ')}`);
  return {
    failed: results.flatMap(({ failed_checks: checks }) => checks),
    passed: results.flatMap(({ passed_checks: checks }) => checks),
  };
}
