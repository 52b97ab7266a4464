import { Command } from 'commander';
import { benchProgram } from '../../../proof/bench/program';
import { runCommandLine } from '../../../proof/command-line';
import { ProofError } from '../../../proof/proof-error';
import { proofProgram } from '../../../proof/program';

// What is wrongly let through starts no brokers here.
jest.mock('../../../proof/commands/workshop', () => ({
  inWorkshop: () => Promise.reject(new Error('a workshop was entered')),
}));

let said: string;
beforeEach(() => {
  said = '';
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => (said += String(text)) !== '');
});
afterEach(() => jest.restoreAllMocks());

const done = (): never => {
  throw new Error('nothing is to be done here');
};
const proof = (...args: readonly string[]) => runCommandLine(proofProgram({}, done), args, { unnamed: 'run' });
const bench = (...args: readonly string[]) => runCommandLine(benchProgram({}), args, { failed: 1 });

describe('the command line of the proof', () => {
  it.each<[string, string]>([
    ['teeht', "error: unknown command 'teeht'\n(Did you mean teeth?)"],
    ['soka --minutes 3', "error: unknown command 'soka'"],
    ['run --seeed 3', "error: unknown option '--seeed'\n(Did you mean --seed?)"],
    ['--seeed 3', "error: unknown option '--seeed'"],
    ['run 3', "error: too many arguments for 'run'"],
    ['teeth 3', "error: too many arguments for 'teeth'"],
    ['--seed', "error: option '--seed <n>' argument missing"],
    ['--faults 0', "error: option '--faults <n>' argument '0' is invalid. 0 is given; a whole number of 1 or more"],
    ['soak --minutes 1.5', "error: option '--minutes <n>' argument '1.5' is invalid"],
    ['soak --share 1', "PROOF_OPTION: '1' is given"],
    ['--only kill-leaders', "PROOF_OPTION: there is no fault 'kill-leaders'"],
    ['--setting no-lost', "PROOF_SETTING_UNKNOWN: there is no setting 'no-lost'"],
    ['--http', 'PROOF_OPTION: --http is given without an environment'],
    ['--i-know-this-breaks eks-prod', 'PROOF_OPTION: --i-know-this-breaks is given without an environment'],
    ['--env eks-prod', 'PROOF_NOT_CONFIRMED: '],
    ['--env nowhere', "DEPLOY_ENVIRONMENT_UNKNOWN: There is no environment 'nowhere'"],
  ])('ends `%s` with 2, which is not broken', async (line, words) => {
    expect(await proof(...line.split(' '))).toBe(2);
    expect(said).toContain(words);
  });

  it.each(['--help', '-h', 'help', 'teeth --help', 'run --help'])(
    'helps when `%s` asks, and ends with 0',
    async (line) => {
      expect(await proof(...line.split(' '))).toBe(0);
      expect(said).toContain('Usage: proof');
    },
  );

  it('names every command when no command is asked for help', async () => {
    await proof('--help');
    for (const name of ['run', 'teeth', 'soak']) expect(said).toContain(`\n  ${name} `);
  });

  it('says in its help how make passes options on', async () => {
    await proof('run', '--help');
    expect(said.replaceAll(/\s+/g, ' ')).toContain("(PROVE_FLAGS='--i-know-this-breaks eks-prod')");
  });
});

describe('the command line of the benchmark', () => {
  it.each<[string, string]>([
    ['', 'Usage: bench'],
    ['singels', "error: unknown command 'singels'\n(Did you mean singles?)"],
    ['singles --quik', "error: unknown option '--quik'"],
    ['singles --rounds 0', "error: option '--rounds <n>' argument '0' is invalid"],
    ['render', "error: missing required argument 'file'"],
    ['render one two', "error: too many arguments for 'render'"],
  ])('ends `%s` with 2', async (line, words) => {
    expect(await bench(...line.split(' ').filter(Boolean))).toBe(2);
    expect(said).toContain(words);
  });

  it('helps, and ends with 0', async () => expect(await bench('--help')).toBe(0));

  it('ends with 1 what was rightly asked and failed', async () => {
    expect(await bench('render', '/nowhere/result.json')).toBe(1);
    expect(said).toContain('ENOENT');
  });
});

describe('a command', () => {
  const calls: string[] = [];
  const programOf = (work: () => Promise<void>): Command => {
    const program = new Command('some');
    program.command('first').option('--n <n>').action(work);
    program.command('second').action(() => void calls.push('second'));
    return program;
  };

  it('is the one that is meant when none is named', async () => {
    for (const args of [[], ['--n', '3'], ['first']]) {
      calls.length = 0;
      const program = programOf(() => Promise.resolve(void calls.push('first')));
      expect(await runCommandLine(program, args, { unnamed: 'first' })).toBeUndefined();
      expect(calls).toEqual(['first']);
    }
  });

  it('that fails says its code, or where a defect is', async () => {
    const coded = programOf(() => Promise.reject(new ProofError('PROOF_NOT_HERE', 'not here')));
    expect(await runCommandLine(coded, ['first'])).toBe(2);
    expect(said).toBe('PROOF_NOT_HERE: not here\n');
    const defect = programOf(() => Promise.reject(new TypeError('not a function')));
    expect(await runCommandLine(defect, ['first'])).toBe(2);
    expect(said).toContain('TypeError: not a function\n    at ');
  });
});
