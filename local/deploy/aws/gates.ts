import { z } from 'zod';
import type { AwsGateCommand, AwsGateRequests } from '../../../model/aws-gate';
import { decodeRequest, eksAccess } from '../gate-request';
import { withKubectlFlags } from '../kubeconfig';
import type { Commands } from '../run-command';
import type { Clock, WaitProps } from '../waiting';
import { awaitApi } from './await-api';
import { AwsCli } from './aws-cli';
import { emptyNetwork } from './empty-network';
import type { AskAddress } from './identity';
import { liftProtection } from './lift-protection';
import { removeLogGroup } from './log-group';
import { tellVolumes } from './tell-volumes';

const name = z.string().min(1);
const timeoutSeconds = z.number().int().positive();

const requests = {
  'await-api': z.strictObject({ eks: eksAccess, timeoutSeconds }),
  'lift-protection': z.strictObject({ cluster: name, region: name, timeoutSeconds }),
  'empty-network': z.strictObject({ cluster: name, region: name, vpcId: name, timeoutSeconds }),
  'tell-volumes': z.strictObject({ environment: name, region: name }),
} as const satisfies { readonly [C in AwsGateCommand]: z.ZodType<AwsGateRequests[C]> };

export interface AwsGateProps {
  /** The request as Terraform hands it over. */
  readonly text: string | undefined;
  readonly commands: Commands;
  readonly clock: Clock;
  readonly askAddress: AskAddress;
  readonly out: { write(text: string): unknown };
}

/** AWS counts questions, and answers no faster for more of them. */
const pollMs = 10_000;

const waitOf = (of: string, seconds: number, { clock, out }: AwsGateProps): WaitProps => ({
  timeoutSeconds: seconds,
  clock,
  pollMs,
  say: (line) => out.write(`${of}: ${line}\n`),
});

/** The gates around an EKS cluster, each with the request that its command reads. */
export const awsGates = {
  'await-api': async (props) => {
    const request = decodeRequest(requests['await-api'], props.text);
    const wait = waitOf(request.eks.cluster, request.timeoutSeconds, props);
    await withKubectlFlags(request, (flags) => awaitApi(request, { ...props, flags }, wait));
  },
  'lift-protection': async (props) => {
    const request = decodeRequest(requests['lift-protection'], props.text);
    const wait = waitOf(request.cluster, request.timeoutSeconds, props);
    await liftProtection(new AwsCli(props.commands, request.region), request, wait);
  },
  'empty-network': async (props) => {
    const request = decodeRequest(requests['empty-network'], props.text);
    const wait = waitOf(request.vpcId, request.timeoutSeconds, props);
    await emptyNetwork(new AwsCli(props.commands, request.region), request, wait);
  },
  'tell-volumes': async (props) => {
    const request = decodeRequest(requests['tell-volumes'], props.text);
    const say = (line: string): unknown => props.out.write(`${line}\n`);
    const aws = new AwsCli(props.commands, request.region);
    await removeLogGroup(aws, request, say);
    await tellVolumes(aws, request, say);
  },
} as const satisfies Record<AwsGateCommand, (props: AwsGateProps) => Promise<void>>;

export const awsGateCommands = Object.keys(awsGates) as AwsGateCommand[];
