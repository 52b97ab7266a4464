import type { PlatformKind } from '../../model/spec';
import { versionMatrix } from '../../model/versions';
import type { Commands } from './run-command';

/** Programs that a deploy runs, and how to get them. */

export type ToolName = 'node' | 'terraform' | 'kubectl' | 'aws' | 'docker' | 'engine' | 'buildx' | 'minikube' | 'helm';

/** What something is deployed to: a platform, or an account, whose own stack is in no cluster. */
export type Target = PlatformKind | 'account';

export interface Tool {
  readonly name: ToolName;
  /** Makes it say its version. */
  readonly asked: readonly [string, ...string[]];
  /** Oldest that works. @default - any */
  readonly atLeast?: readonly [number, number];
  /** The same of the major version before, where its makers keep both. @default - that is too old */
  readonly orAtLeast?: readonly [number, number];
  /** What cannot do without it. */
  readonly neededOn: readonly Target[];
  /** Where nothing asks for it. @default - nowhere */
  readonly uselessOn?: readonly Target[];
  /** What the docker client says of itself decides. @default - always asked for */
  readonly unless?: (docker: string | undefined) => boolean;
  readonly why: string;
  readonly debian: string;
  readonly mac: string;
}

const clusters = ['minikube', 'eks'] as const satisfies readonly Target[];
const everything = [...clusters, 'account'] as const satisfies readonly Target[];

/** A single file from its makers, for this machine's processor (amd64, arm64). */
const release = (path: string): string =>
  `mkdir -p ~/.local/bin && curl -fsSL -o ~/.local/bin/${path} && chmod +x ~/.local/bin/${path.split(' ')[0]}`;

/** Before 23.0 the docker client has BuildKit in itself. */
const buildsByItself = (docker: string | undefined): boolean => docker === undefined || isTooOld(docker, [23, 0]);

/** In the order in which they are asked: what the docker client says decides about those behind it. */
const tools: readonly Tool[] = [
  {
    name: 'node',
    asked: ['node', '--version'],
    atLeast: [20, 19],
    neededOn: everything,
    why: 'runs Millrace itself (20.19 to 22)',
    debian: 'sudo apt-get install nodejs npm, or https://nodejs.org for a newer one',
    mac: 'brew install node@22',
  },
  {
    name: 'terraform',
    asked: ['terraform', 'version'],
    atLeast: [1, 11],
    neededOn: everything,
    why: 'applies the stacks (OpenTofu works too: TERRAFORM_BINARY_NAME=tofu)',
    debian: 'https://developer.hashicorp.com/terraform/install (its apt repository)',
    mac: 'brew install hashicorp/tap/terraform',
  },
  {
    name: 'kubectl',
    asked: ['kubectl', 'version', '--client'],
    atLeast: [1, 30],
    neededOn: clusters,
    uselessOn: ['account'],
    why: 'the gates ask it whether what was deployed is ready',
    debian: release(
      `kubectl https://dl.k8s.io/release/v${versionMatrix.newest.kubernetes}.0/bin/linux/$(dpkg --print-architecture)/kubectl`,
    ),
    mac: 'brew install kubectl',
  },
  {
    name: 'aws',
    asked: ['aws', '--version'],
    // The first minor versions that are sure to know EKS's deletion protection (August 2025); tokens are older.
    atLeast: [2, 29],
    orAtLeast: [1, 43],
    neededOn: ['eks', 'account'],
    uselessOn: ['minikube'],
    why: "AWS's own: a token for the cluster, what the gates ask AWS",
    debian:
      'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html, or pipx install awscli (1.x does)',
    mac: 'brew install awscli',
  },
  {
    name: 'docker',
    asked: ['docker', '--version'],
    neededOn: clusters,
    uselessOn: ['account'],
    why: "builds the services' images, carries minikube's nodes",
    debian: 'sudo apt-get install docker.io',
    mac: 'brew install --cask docker',
  },
  {
    name: 'engine',
    asked: ['docker', 'version', '--format', '{{.Server.Version}}'],
    neededOn: clusters,
    uselessOn: ['account'],
    unless: (docker) => docker === undefined,
    why: 'docker answers, and you may ask it',
    debian: 'sudo systemctl start docker; sudo usermod -aG docker $USER, then log in anew',
    mac: 'open -a Docker',
  },
  {
    name: 'buildx',
    asked: ['docker', 'buildx', 'version'],
    neededOn: clusters,
    uselessOn: ['account'],
    unless: buildsByItself,
    why: 'BuildKit of the docker client, which the Dockerfile needs',
    debian:
      'sudo apt-get install docker-buildx (Debian 13, Ubuntu); docker-buildx-plugin beside packages of download.docker.com',
    mac: 'brew install docker-buildx',
  },
  {
    name: 'minikube',
    asked: ['minikube', 'version', '--short'],
    // The first that completes Kubernetes 1.35 to its newest patch.
    atLeast: [1, 38],
    neededOn: ['minikube'],
    uselessOn: ['eks', 'account'],
    why: 'the cluster on this machine',
    debian: release(
      'minikube https://github.com/kubernetes/minikube/releases/latest/download/minikube-linux-$(dpkg --print-architecture)',
    ),
    mac: 'brew install minikube',
  },
  {
    name: 'helm',
    asked: ['helm', 'version', '--short'],
    neededOn: [],
    uselessOn: ['account'],
    why: 'looks into releases by hand, `make render CHARTS=1`',
    debian: 'https://helm.sh/docs/intro/install (its apt repository)',
    mac: 'brew install helm',
  },
];

/** @param terraform the binary that CDKTF runs: TERRAFORM_BINARY_NAME. @default 'terraform' */
export const toolsOf = (terraform = 'terraform'): readonly Tool[] =>
  tools.map((tool) => (tool.name === 'terraform' ? { ...tool, asked: [terraform, 'version'] } : tool));

/** Larger than the first two numbers of what the tool says of itself. */
export function isTooOld(said: string, atLeast: readonly [number, number] | undefined): boolean {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said) ?? [];
  if (atLeast === undefined) return false;
  return Number(major) < atLeast[0] || (Number(major) === atLeast[0] && Number(minor) < atLeast[1]);
}

/** A tool as it is on this machine. */
export interface Asked {
  readonly tool: Tool;
  /** Its version, by its own words; none when it is not here. */
  readonly said: string | undefined;
  readonly works: boolean;
}

export async function ask(tool: Tool, commands: Commands): Promise<Asked> {
  const [command, ...args] = tool.asked;
  const said = (await commands.tried(command, args))?.trim().split('\n')[0];
  return { tool, said, works: said !== undefined && isNewEnough(said, tool) };
}

function isNewEnough(said: string, { atLeast, orAtLeast }: Tool): boolean {
  const before = orAtLeast !== undefined && !isTooOld(said, orAtLeast) && isTooOld(said, [orAtLeast[0] + 1, 0]);
  return before || !isTooOld(said, atLeast);
}

/** What is wrong with one that does not work. */
export function wrongWith({ tool, said }: Asked): string {
  if (said === undefined) return tool.name === 'engine' ? 'does not answer' : 'is not here';
  return `${said} is too old`;
}
