import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { positive } from './bench/options';
import { mustNameEnvironment, onCluster, withCluster, type ClusterOptions } from './commands/on-cluster';
import { prove, unavailableHere, type ProveOptions } from './commands/prove';
import { shareOf, soak, type SoakOptions } from './commands/soak';
import { teeth, type TeethOptions } from './commands/teeth';
import { inWorkshop } from './commands/workshop';
import { faultNames, type FaultName } from './faults/names';
import { ProofError } from './proof-error';
import { settingNamed } from './settings/registry';

function faultsOf(text: string): FaultName[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !faultNames.includes(name as FaultName));
  if (unknown.length === 0) return names as FaultName[];
  throw new ProofError(
    'PROOF_OPTION',
    `there is no fault '${unknown.join("', '")}'; there are ${faultNames.join(', ')}`,
  );
}

type Asked = ProveOptions & Partial<ClusterOptions>;

async function run(env: NodeJS.ProcessEnv, options: Asked): Promise<number> {
  // Before brokers are started for nothing.
  const setting = settingNamed(options.setting);
  mustNameEnvironment(options);
  if (options.env !== undefined) {
    const cluster = { ...options, env: options.env };
    return withCluster(env, cluster, (bench) => prove(onCluster(setting, cluster), options, bench));
  }
  const unavailable = await unavailableHere();
  return inWorkshop(env, (workshop) => prove(setting, options, { ...workshop, unavailable }));
}

/** The command behind `make prove`, `make teeth` and `make soak`. @param done is told the exit status */
export function proofProgram(env: NodeJS.ProcessEnv, done: (status: number) => void): Command {
  const program = new Command('proof').description('Puts durability to the proof, on real brokers');
  const out = new Option('--out <folder>', 'where reports are written')
    .default(resolve('.millrace/proof'), '.millrace/proof')
    .argParser((text) => resolve(text));
  program
    .command('run')
    .description('some schedules of faults under load; what is done when no command is named')
    .option('--setting <name>', 'a durability profile, or a weak setting', 'no-loss')
    .option('--seed <n>', 'the first schedule: the same again where the same faults can be done', positive, 1)
    .option('--schedules <n>', 'how many, each with the next seed', positive, 4)
    .option('--faults <n>', 'faults of brokers in each', positive, 2)
    .option('--only <names>', 'draw from these faults only, with commas', faultsOf)
    .option('--env <name>', 'a deployed environment, instead of a cluster of its own on this machine')
    .option('--http', "with --env: post events to its own topic, too (PROVE_FLAGS='--http')")
    .option(
      '--i-know-this-breaks <name>',
      "with --env: the name of one on EKS, once more (PROVE_FLAGS='--i-know-this-breaks eks-prod')",
    )
    .addOption(out)
    .action(async (options: Asked) => done(await run(env, options)));
  program
    .command('teeth')
    .description('the ledger against weak settings: each must be caught')
    .option('--seed <n>', 'the first schedule', positive, 1)
    .option('--schedules <n>', 'of each, at most', positive, 20)
    .addOption(out)
    .action(async (options: TeethOptions) => done(await inWorkshop(env, (workshop) => teeth(options, workshop))));
  program
    .command('soak')
    .description('load at a share of capacity, faults at random, memory and file handles of the services watched')
    .option('--minutes <n>', 'how long', positive, 30)
    .option('--share <n>', 'of capacity, 0 to 0.9', shareOf, 0.2)
    .option('--seed <n>', 'of the faults', positive, 1)
    .addOption(out)
    .action(async (options: SoakOptions) => done(await inWorkshop(env, (workshop) => soak(options, workshop))));
  return program;
}
