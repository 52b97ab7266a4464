import { removeLogGroup } from '../../../../local/deploy/aws/log-group';
import { tellVolumes } from '../../../../local/deploy/aws/tell-volumes';
import { awsOf, region } from './asking';
import type { Answer, FakeAws } from './fake-aws';

describe('tellVolumes', () => {
  const request = { environment: 'eks-test', region };
  const told = async (answer: Answer): Promise<{ lines: string[]; asked: FakeAws }> => {
    const { aws, asked } = awsOf({ 'ec2 describe-volumes': [answer] });
    const lines: string[] = [];
    await tellVolumes(aws, request, (line) => void lines.push(line));
    return { lines, asked };
  };
  const volume = { VolumeId: 'vol-1', Size: 1000, AvailabilityZone: 'eu-central-1a', State: 'available' };
  const claim = [
    { Key: 'kubernetes.io/created-for/pvc/namespace', Value: 'millrace' },
    { Key: 'kubernetes.io/created-for/pvc/name', Value: 'data-0' },
  ];

  it('lists each with size, zone, claim and the command that removes it', async () => {
    const Volumes = [
      { ...volume, Tags: claim },
      { ...volume, VolumeId: 'vol-2' },
      { ...volume, VolumeId: 'vol-3', State: 'deleting' },
    ];
    const { lines, asked } = await told({ Volumes });
    expect(asked.calls()[0]).toContain('--filters Name=tag:millrace:environment,Values=eks-test --region eu-central-1');
    expect(lines[0]).toMatch(/^volumes of 'eks-test' that stay on purpose, .*: 2 of 2000 GiB in all/);
    expect(lines.slice(1)).toEqual([
      '  vol-1  1000 GiB  eu-central-1a  available  millrace/data-0',
      '      aws ec2 delete-volume --region eu-central-1 --volume-id vol-1',
      '  vol-2  1000 GiB  eu-central-1a  available  of no claim',
      '      aws ec2 delete-volume --region eu-central-1 --volume-id vol-2',
    ]);
  });

  it('lists those apart that are not of Kafka and should have gone', async () => {
    const Tags = claim.map((tag) => (tag.Key.endsWith('namespace') ? { ...tag, Value: 'monitoring' } : tag));
    const left = { ...volume, VolumeId: 'vol-2', Size: 50, Tags };
    const { lines } = await told({ Volumes: [left, { ...volume, Tags: claim }] });
    expect(lines).toEqual([
      expect.stringMatching(/stay on purpose, .*: 1 of 1000 GiB/),
      '  vol-1  1000 GiB  eu-central-1a  available  millrace/data-0',
      '      aws ec2 delete-volume --region eu-central-1 --volume-id vol-1',
      expect.stringMatching(/should have gone with their claims: 1 of 50 GiB/),
      '  vol-2  50 GiB  eu-central-1a  available  monitoring/data-0',
      '      aws ec2 delete-volume --region eu-central-1 --volume-id vol-2',
    ]);
    expect((await told({ Volumes: [left] })).lines).toHaveLength(3);
  });

  it('says so when there is none', async () => {
    expect((await told({ Volumes: [] })).lines).toEqual(["no volume of 'eks-test' is left"]);
  });

  it.each([
    ['AWS refuses', { fails: 'AccessDenied' }],
    ['the answer is another', { Disks: [] }],
  ])('does not fail when %s, and says how to ask', async (_name, answer) => {
    const { lines } = await told(answer);
    expect(lines.at(-1)).toBe(
      '  aws ec2 describe-volumes --region eu-central-1 --filters Name=tag:millrace:environment,Values=eks-test',
    );
  });
});

describe('removeLogGroup', () => {
  const name = '/aws/eks/eks-test/cluster';
  const command = `  aws logs delete-log-group --log-group-name ${name} --region eu-central-1`;
  const removing = async (group: Answer, removal: Answer = {}) => {
    const { aws, asked } = awsOf({ 'logs describe-log-groups': [group], 'logs delete-log-group': [removal] });
    const lines: string[] = [];
    await removeLogGroup(aws, { environment: 'eks-test', region }, (line) => void lines.push(line));
    return { lines, deleted: asked.callsOf('logs delete-log-group') };
  };

  it('deletes the one that EKS has made again', async () => {
    const { lines, deleted } = await removing({ logGroups: [{ logGroupName: name }] });
    expect(deleted).toEqual([
      expect.stringMatching(/^logs delete-log-group --log-group-name \/aws\/eks\/eks-test\/cluster --region/),
    ]);
    expect(lines).toEqual([`deleted the log group ${name}, which EKS had made again`]);
  });

  it.each([
    ['none', { logGroups: [] }, []],
    ["another cluster's", { logGroups: [{ logGroupName: `${name}-2` }] }, []],
    [
      'one with a key',
      { logGroups: [{ logGroupName: name, kmsKeyId: 'k' }] },
      [expect.stringMatching(/stays: it has a key/), command],
    ],
    [
      'one that it may not see',
      { fails: 'AccessDenied' },
      [expect.stringMatching(/may be left .*AccessDenied/), command],
    ],
  ])('deletes nothing when there is %s', async (_name, answer, said) => {
    const { lines, deleted } = await removing(answer);
    expect(deleted).toEqual([]);
    expect(lines).toEqual(said);
  });

  it('does not fail when it may not be deleted, and says how it is', async () => {
    const { lines } = await removing({ logGroups: [{ logGroupName: name }] }, { fails: 'AccessDenied' });
    expect(lines).toEqual([expect.stringMatching(/may be left .*AccessDenied/), command]);
  });
});
