import type { Answer, Verdict } from './checkov';
import type { Subject } from './subjects';

/** What makes a scan fail. */
export interface Finding {
  /** Of the check, such as `CKV_AWS_18`. */
  readonly check: string;
  /** `stack: aws_s3_bucket.state`, `stack: namespace/Deployment/name`. */
  readonly address: string;
  readonly message: string;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  /** Failures that are accepted beside the resource. */
  readonly accepted: readonly Finding[];
  readonly passed: number;
}

/** Shorter ones say nothing to who reviews them. */
const SHORTEST_REASON = 15;

/** CDKTF's names are of one resource in a stack, whatever its type: checkov leaves out the type, `resource.name`, in most checks. */
const nameOf = (address: string): string => address.slice(address.lastIndexOf('.') + 1);

function subjectOf({ file_abs_path: file, resource }: Verdict, subjects: readonly Subject[]): Subject {
  const found = subjects.find(
    (one) => one.file === file && (one.resource === undefined || nameOf(one.resource) === nameOf(resource)),
  );
  // Providers and the like: nothing to write a reason beside.
  return found ?? { address: resource, file, accepted: {} };
}

const unexplained = ({ accepted, address }: Subject): Finding[] =>
  Object.entries(accepted)
    .filter(([, reason]) => reason.trim().length < SHORTEST_REASON)
    .map(([check, reason]) => ({
      check,
      address,
      message: `accepted because '${reason}': say the reason in a sentence`,
    }));

const stale = (subject: Subject, failing: ReadonlySet<string>): Finding[] =>
  Object.keys(subject.accepted)
    .filter((check) => !failing.has(`${subject.address} ${check}`))
    .map((check) => ({
      check,
      address: subject.address,
      message: 'accepted beside the resource, but nothing fails there any more: remove the acceptance',
    }));

/** checkov's own order is another one each time. */
const sorted = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((one, other) => `${one.address} ${one.check}`.localeCompare(`${other.address} ${other.check}`));

/** Failures that nobody has accepted, and acceptances without a failure or a reason. */
export function judge(subjects: readonly Subject[], { failed, passed }: Answer): Judgement {
  const failures = failed.map((verdict) => {
    const subject = subjectOf(verdict, subjects);
    const finding = { check: verdict.check_id, address: subject.address, message: verdict.check_name };
    return { finding, reason: subject.accepted[verdict.check_id] };
  });
  const failing = new Set(failures.map(({ finding }) => `${finding.address} ${finding.check}`));
  const open = failures.filter(({ reason }) => reason === undefined).map(({ finding }) => finding);
  const own = subjects.flatMap((subject) => [...unexplained(subject), ...stale(subject, failing)]);
  const taken = failures.flatMap(({ finding, reason }) =>
    reason === undefined ? [] : [{ ...finding, message: reason }],
  );
  return { findings: sorted([...open, ...own]), accepted: sorted(taken), passed: passed.length };
}
