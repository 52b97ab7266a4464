import { colors } from '../platform/colors';
import type { Commands } from './run-command';
import { ask, wrongWith, type Target, type Tool } from './tools';

/** What a cluster is deployed with: what is here, and how to get what is not. */

const canInstall = ({ debian }: Tool): boolean => debian.startsWith('mkdir ');

function line(mark: string, { name, why }: Tool, text: string): string {
  return `  ${mark} ${name.padEnd(10)} ${text.padEnd(36)} ${colors.dim(why)}\n`;
}

export interface PrepareProps {
  readonly out: { write(text: string): unknown };
  /** What is deployed. */
  readonly target: Target;
  readonly tools: readonly Tool[];
  readonly platform: NodeJS.Platform;
  /** Puts what is a single file into ~/.local/bin. */
  readonly install: boolean;
}

/** @returns whether all that is needed is here */
export async function prepare(
  { out, target, tools, platform, install }: PrepareProps,
  commands: Commands,
): Promise<boolean> {
  let complete = true;
  let docker: string | undefined;
  for (const tool of tools) {
    if (tool.uselessOn?.includes(target) === true || tool.unless?.(docker) === true) continue;
    let asked = await ask(tool, commands);
    if (asked.said === undefined && install && platform === 'linux' && canInstall(tool)) {
      await commands.run('sh', ['-c', tool.debian], { mayFail: true });
      asked = await ask(tool, commands);
    }
    if (tool.name === 'docker') docker = asked.said;
    if (asked.works) {
      out.write(line(colors.green('✔'), tool, asked.said ?? ''));
      continue;
    }
    const needed = tool.neededOn.includes(target);
    complete &&= !needed;
    out.write(line(needed ? colors.red('✖') : colors.yellow('!'), tool, wrongWith(asked)));
    out.write(`      ${platform === 'darwin' ? tool.mac : tool.debian}\n`);
  }
  return complete;
}
