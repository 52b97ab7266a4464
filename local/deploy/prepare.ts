import { versionMatrix } from '../../model/versions';
import { colors } from '../platform/colors';
import type { Commands } from './run-command';

/** What a cluster is deployed with: what is here, and how to get what is not. */

interface Tool {
  readonly name: string;
  readonly version: readonly string[];
  /** Oldest that works. @default - any */
  readonly atLeast?: readonly [number, number];
  readonly need: 'always' | 'minikube' | 'optional';
  readonly why: string;
  readonly debian: string;
  readonly mac: string;
}

/** A single file from its makers, for this machine's processor (amd64, arm64). */
const release = (path: string): string =>
  `mkdir -p ~/.local/bin && curl -fsSL -o ~/.local/bin/${path} && chmod +x ~/.local/bin/${path.split(' ')[0]}`;

const tools: readonly Tool[] = [
  {
    name: 'node',
    version: ['--version'],
    atLeast: [20, 19],
    need: 'always',
    why: 'runs Millrace itself (20.19 to 22)',
    debian: 'sudo apt-get install nodejs npm, or https://nodejs.org for a newer one',
    mac: 'brew install node@22',
  },
  {
    name: 'terraform',
    version: ['version'],
    atLeast: [1, 6],
    need: 'always',
    why: 'applies the stacks (OpenTofu works too: TERRAFORM_BINARY_NAME=tofu)',
    debian: 'https://developer.hashicorp.com/terraform/install (its apt repository)',
    mac: 'brew install hashicorp/tap/terraform',
  },
  {
    name: 'kubectl',
    version: ['version', '--client'],
    atLeast: [1, 30],
    need: 'always',
    why: 'the gates ask it whether what was deployed is ready',
    debian: release(
      `kubectl https://dl.k8s.io/release/v${versionMatrix.newest.kubernetes}.0/bin/linux/$(dpkg --print-architecture)/kubectl`,
    ),
    mac: 'brew install kubectl',
  },
  {
    name: 'docker',
    version: ['version', '--format', '{{.Client.Version}}'],
    need: 'minikube',
    why: "builds the services' images, carries minikube's nodes",
    debian: 'sudo apt-get install docker.io docker-cli && sudo usermod -aG docker $USER',
    mac: 'brew install --cask docker',
  },
  {
    name: 'minikube',
    version: ['version', '--short'],
    atLeast: [1, 36],
    need: 'minikube',
    why: 'the cluster on this machine',
    debian: release(
      'minikube https://github.com/kubernetes/minikube/releases/latest/download/minikube-linux-$(dpkg --print-architecture)',
    ),
    mac: 'brew install minikube',
  },
  {
    name: 'helm',
    version: ['version', '--short'],
    need: 'optional',
    why: 'looks into releases by hand, `make render CHARTS=1`',
    debian: 'https://helm.sh/docs/intro/install (its apt repository)',
    mac: 'brew install helm',
  },
];

/** Larger than the first two numbers of what the tool says of itself. */
export function isTooOld(said: string, atLeast: readonly [number, number] | undefined): boolean {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(said) ?? [];
  if (atLeast === undefined) return false;
  return Number(major) < atLeast[0] || (Number(major) === atLeast[0] && Number(minor) < atLeast[1]);
}

const canInstall = ({ debian }: Tool): boolean => debian.startsWith('mkdir ');

function line(mark: string, { name, why }: Tool, text: string): string {
  return `  ${mark} ${name.padEnd(10)} ${text.padEnd(24)} ${colors.dim(why)}\n`;
}

async function versionOf({ name, version }: Tool, commands: Commands): Promise<string | undefined> {
  return (await commands.tried(name, version))?.trim().split('\n')[0];
}

export interface PrepareProps {
  readonly out: { write(text: string): unknown };
  readonly platform: NodeJS.Platform;
  /** Puts what is a single file into ~/.local/bin. */
  readonly install: boolean;
}

/** @returns whether all that is needed is here */
export async function prepare({ out, platform, install }: PrepareProps, commands: Commands): Promise<boolean> {
  let complete = true;
  for (const tool of tools) {
    let said = await versionOf(tool, commands);
    if (said === undefined && install && platform === 'linux' && canInstall(tool)) {
      await commands.run('sh', ['-c', tool.debian], { mayFail: true });
      said = await versionOf(tool, commands);
    }
    if (said !== undefined && !isTooOld(said, tool.atLeast)) {
      out.write(line(colors.green('✔'), tool, said));
      continue;
    }
    complete &&= tool.need === 'optional';
    const found = said === undefined ? 'is not here' : `${said} is too old`;
    out.write(line(tool.need === 'optional' ? colors.yellow('!') : colors.red('✖'), tool, found));
    out.write(`      ${platform === 'darwin' ? tool.mac : tool.debian}\n`);
  }
  return complete;
}
