import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { faultNames, type FaultName } from './faults/names';
import { prove, type ProveOptions } from './commands/prove';
import { onCluster, withCluster, type ClusterOptions } from './commands/on-cluster';
import { shareOf, soak, type SoakOptions } from './commands/soak';
import { teeth, type TeethOptions } from './commands/teeth';
import { inWorkshop } from './commands/workshop';
import { ProofError } from './proof-error';
import { settingNamed } from './settings/registry';

function whole(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new ProofError('PROOF_OPTION', `'${text}' is given; a whole number of 1 or more is needed`);
}

function faultsOf(text: string): FaultName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !faultNames.includes(name as FaultName));
  if (unknown.length === 0) return names as FaultName[];
  throw new ProofError(
    'PROOF_OPTION',
    `there is no fault '${unknown.join("', '")}'; there are ${faultNames.join(', ')}`,
  );
}

const out = new Option('--out <folder>', 'where reports are written')
  .default(resolve('.millrace/proof'), '.millrace/proof')
  .argParser((text) => resolve(text));

const program = new Command('proof').description('Puts durability to the proof, on real brokers');

program
  .command('run', { isDefault: true })
  .description('some schedules of faults under load')
  .option('--setting <name>', 'a durability profile, or a weak setting', 'no-loss')
  .option('--seed <n>', 'the first schedule; a seed always gives the same', whole, 1)
  .option('--schedules <n>', 'how many, each with the next seed', whole, 4)
  .option('--faults <n>', 'faults of brokers in each', whole, 2)
  .option('--only <names>', 'draw from these faults only, with commas', faultsOf)
  .option('--env <name>', 'a deployed environment, instead of a cluster of its own on this machine')
  .option('--http', 'on a deployed environment: post events to its own topic, too')
  .option('--i-know-this-breaks <name>', 'the name of an environment on EKS, once more')
  .addOption(out)
  .action(async (options: ProveOptions & Partial<ClusterOptions>) => {
    // Before brokers are started for nothing.
    const setting = settingNamed(options.setting);
    const { env } = options;
    const status =
      env === undefined
        ? inWorkshop(process.env, (workshop) => prove(setting, options, workshop))
        : withCluster(process.env, { ...options, env }, (bench) =>
            prove(onCluster(setting, { ...options, env }), options, bench),
          );
    await finish(status);
  });

program
  .command('teeth')
  .description('the ledger against weak settings: each must be caught')
  .option('--seed <n>', 'the first schedule', whole, 1)
  .option('--schedules <n>', 'of each, at most', whole, 20)
  .addOption(out)
  .action((options: TeethOptions) => finish(inWorkshop(process.env, (workshop) => teeth(options, workshop))));

program
  .command('soak')
  .description('load at a share of capacity, faults at random, memory and file handles of the services watched')
  .option('--minutes <n>', 'how long', whole, 30)
  .option('--share <n>', 'of capacity, 0 to 0.9', shareOf, 0.2)
  .option('--seed <n>', 'of the faults', whole, 1)
  .addOption(out)
  .action((options: SoakOptions) => finish(inWorkshop(process.env, (workshop) => soak(options, workshop))));

async function finish(status: Promise<number>): Promise<void> {
  process.exitCode = await status;
}

program.parseAsync().catch((error: unknown) => {
  const coded = error instanceof Error && 'code' in error && typeof error.code === 'string';
  const words = error instanceof Error ? (coded ? `${error.code as string}: ${error.message}` : error.stack) : error;
  process.stderr.write(`${String(words)}\n`);
  process.exitCode = 2;
});
