import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prometheusTools } from '../../../local/observability/prometheus-tools';
import type { RulesFile } from '../../../modules/monitoring/alerts/rules';
import { STEP_SECONDS, type Situation } from './situation';

/** Test code: the real promtool about rules and about what they say of situations. */

export interface Question {
  readonly name: string;
  readonly situation: Situation;
  /** Asked at the situation's end. */
  readonly query: string;
  /** The only alert whose rules are evaluated; windows of days take their time. @default - all of them */
  readonly alert?: string;
  /** Values without labels; an empty list for no answer. */
  readonly answers: readonly number[];
}

export interface Ended {
  readonly status: number;
  readonly said: string;
}

export function run(command: string, args: readonly string[]): Promise<Ended> {
  return new Promise((settle) => {
    execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      settle({ status, said: `${stdout}${stderr}` });
    });
  });
}

export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-alerts-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** JSON is YAML. */
export async function checkRules(rules: RulesFile): Promise<Ended> {
  const { promtool } = await prometheusTools(process.env);
  return inFolder(async (folder) => {
    const file = join(folder, 'rules.yml');
    await writeFile(file, JSON.stringify(rules));
    return run(promtool, ['check', 'rules', file]);
  });
}

const unitTest = ({ name, situation, query, answers }: Question): object => ({
  name,
  interval: `${STEP_SECONDS}s`,
  input_series: situation.input,
  promql_expr_test: [
    {
      expr: query,
      eval_time: `${situation.minutes}m`,
      exp_samples: answers.map((value) => ({ labels: '{}', value })),
    },
  ],
});

const rulesAbout = ({ groups }: RulesFile, alert: string | undefined): RulesFile => ({
  groups: groups.map(({ name, rules }) => ({
    name,
    rules: rules.filter((rule) => alert === undefined || rule.alert === alert),
  })),
});

/** One file of tests and of rules for each alert that is asked about. */
async function tested(
  rules: RulesFile,
  questions: readonly Question[],
  testOf: (question: Question) => object,
): Promise<Ended> {
  const { promtool } = await prometheusTools(process.env);
  return inFolder(async (folder) => {
    const files = [...new Set(questions.map(({ alert }) => alert))].map(async (alert, index) => {
      const [ruleFile, file] = [`rules-${index}.yml`, join(folder, `tests-${index}.yml`)];
      await writeFile(join(folder, ruleFile), JSON.stringify(rulesAbout(rules, alert)));
      const tests = questions.filter((question) => question.alert === alert).map(testOf);
      const evaluated = { rule_files: [ruleFile], evaluation_interval: `${STEP_SECONDS}s`, tests };
      await writeFile(file, JSON.stringify(evaluated));
      return file;
    });
    return run(promtool, ['test', 'rules', ...(await Promise.all(files))]);
  });
}

/** What promtool has against these answers; status 0 when all are right. */
export const testRules = (rules: RulesFile, questions: readonly Question[]): Promise<Ended> =>
  tested(rules, questions, unitTest);

/** What is said of the alerts that fire: promtool shows them when it is told that there are none. */
export async function saidOf(rules: RulesFile, questions: readonly Question[]): Promise<string> {
  const none = ({ name, alert, situation }: Question): object => ({
    name,
    interval: `${STEP_SECONDS}s`,
    input_series: situation.input,
    alert_rule_test: [{ eval_time: `${situation.minutes}m`, alertname: alert, exp_alerts: [] }],
  });
  return (await tested(rules, questions, none)).said;
}

const selector = (labels: Readonly<Record<string, string>>): string =>
  `ALERTS{${['alertstate="firing"', ...Object.entries(labels).map(([name, value]) => `${name}=~"${value}"`)].join(', ')}}`;

/** 1 when it fires now, no answer when it does not. */
export const firesNow = (labels: Readonly<Record<string, string>>): string => `count(${selector(labels)}) >= bool 1`;

/** How many of these have fired at any time; no answer for none. */
export const firedEver = (labels: Readonly<Record<string, string>>, minutes: number): string =>
  `count(count_over_time(${selector(labels)}[${minutes}m]))`;
