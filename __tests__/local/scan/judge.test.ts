import type { Verdict } from '../../../local/scan/checkov';
import { judge } from '../../../local/scan/judge';
import type { Subject } from '../../../local/scan/subjects';

const file = '/scan/cdk.tf.json';
const reason = 'nobody else reaches it';
const bucket = (accepted: Subject['accepted'] = {}): Subject => ({
  address: 'eks-prod: aws_s3_bucket.state',
  file,
  resource: 'aws_s3_bucket.state',
  accepted,
});
const pod = (accepted: Subject['accepted'] = {}): Subject => ({
  address: 'eks-prod: -/Pod/one',
  file: '/scan/0.json',
  accepted,
});
const verdict = (check: string, resource: string, where = file): Verdict => ({
  check_id: check,
  check_name: `about ${check}`,
  resource,
  file_abs_path: where,
});

describe('the judgement of a scan', () => {
  it('names check, address and words of each failure', () => {
    const { findings } = judge([bucket(), pod()], {
      failed: [verdict('CKV_AWS_18', 'resource.state'), verdict('CKV_K8S_16', 'Pod.default.one', '/scan/0.json')],
      passed: [],
    });
    expect(findings).toEqual([
      { check: 'CKV_K8S_16', address: 'eks-prod: -/Pod/one', message: 'about CKV_K8S_16' },
      { check: 'CKV_AWS_18', address: 'eks-prod: aws_s3_bucket.state', message: 'about CKV_AWS_18' },
    ]);
  });

  it.each(['resource.state', 'aws_s3_bucket.state'])(
    'takes what is accepted beside the resource, called %s',
    (resource) => {
      const answer = { failed: [verdict('CKV_AWS_18', resource)], passed: [verdict('CKV_AWS_21', resource)] };
      expect(judge([bucket({ CKV_AWS_18: reason })], answer)).toEqual({
        findings: [],
        accepted: [{ check: 'CKV_AWS_18', address: 'eks-prod: aws_s3_bucket.state', message: reason }],
        passed: 1,
      });
    },
  );

  it('accepts nothing of another check, resource or file', () => {
    const failed = [
      verdict('CKV_AWS_19', 'resource.state'),
      verdict('CKV_AWS_18', 'resource.other'),
      verdict('CKV_AWS_18', 'Pod.default.state', '/scan/0.json'),
    ];
    const { findings, accepted } = judge([bucket({ CKV_AWS_18: reason }), pod()], { failed, passed: [] });
    expect(accepted).toEqual([]);
    expect(findings.map(({ check, message }) => `${check} ${message.slice(0, 10)}`).sort()).toEqual([
      'CKV_AWS_18 about CKV_',
      'CKV_AWS_18 about CKV_',
      'CKV_AWS_18 accepted b',
      'CKV_AWS_19 about CKV_',
    ]);
  });

  it('rejects an acceptance behind which nothing fails any more', () => {
    const { findings } = judge([bucket({ CKV_AWS_18: reason })], { failed: [], passed: [] });
    expect(findings).toEqual([
      expect.objectContaining({
        check: 'CKV_AWS_18',
        message: expect.stringContaining('remove the acceptance') as string,
      }),
    ]);
  });

  it.each(['', 'yes', '            .'])("rejects '%s' as a reason", (short) => {
    const answer = { failed: [verdict('CKV_AWS_18', 'resource.state')], passed: [] };
    expect(judge([bucket({ CKV_AWS_18: short })], answer).findings).toEqual([
      expect.objectContaining({ message: expect.stringContaining('in a sentence') as string }),
    ]);
  });
});
