import { environments } from '../../../environments';
import { resolve } from '../../../model/resolve';
import { alertsFor, type AlertRule, type AlertScope } from '../../../modules/monitoring/alerts';
import { rulesFile } from '../../../modules/monitoring/alerts/rules';
import { everyExporter, scrapedOn } from '../../../modules/monitoring/signals/catalog';
import { alertCases } from './cases';
import { checkRules, firedEver, firesNow, saidOf, testRules, type Question } from './promtool';
import { sampled, situation, stays } from './situation';

/** Debian's packages are fetched when they are not there: 40 MB. */
jest.setTimeout(600_000);

const onEks: AlertScope = { environment: resolve(environments['eks-prod']), exporters: everyExporter };
const onCompose: AlertScope = { environment: resolve(environments.compose), exporters: scrapedOn.compose };

const rulesOf = (scope: AlertScope): AlertRule[] => alertsFor(scope).flatMap(({ rules }) => rules);

/** Those labels of a rule that tell it from the others of its alert; a zone's rule is one of several alike. */
const labelsOf = ({ alert, severity, labels = {} }: AlertRule): Record<string, string> => ({
  alertname: alert,
  severity,
  ...(labels['burn_window'] === undefined ? {} : { burn_window: labels['burn_window'] }),
});
const keyOf = (rule: AlertRule): string => Object.values(labelsOf(rule)).join('/');

const triggers = new Map(rulesOf(onEks).map((rule) => [keyOf(rule), labelsOf(rule)]));

function questionsOf(key: string, labels: Readonly<Record<string, string>>): Question[] {
  const { fires, quiet } = alertCases[key]!;
  const [alert = ''] = key.split('/');
  return [
    { alert, name: `${key} fires`, situation: fires, query: firesNow(labels), answers: [1] },
    { alert, name: `${key} is quiet`, situation: quiet, query: firedEver(labels, quiet.minutes + 1), answers: [] },
  ];
}

const clean = { status: 0, said: expect.stringContaining('SUCCESS') as string };

describe('the rules, as promtool sees them', () => {
  it.each(Object.entries({ onEks, onCompose }))('are rules that Prometheus can load: %s', async (_name, scope) => {
    expect(await checkRules(rulesFile(scope))).toEqual(clean);
  });

  it('are refused when one of them is none', async () => {
    const rules = rulesFile(onEks);
    const broken = {
      groups: [...rules.groups, { name: 'broken', rules: [{ alert: 'X', expr: 'sum(', labels: {}, annotations: {} }] }],
    };
    expect(await checkRules(broken)).toMatchObject({
      status: 1,
      said: expect.stringContaining('parse error') as string,
    });
  });

  it('have a case in which each trigger fires and one in which it is quiet', () => {
    expect(Object.keys(alertCases).sort()).toEqual([...triggers.keys()].sort());
  });

  it('fire in each firing case and stay quiet in each quiet one', async () => {
    const questions = [...triggers].flatMap(([key, labels]) => questionsOf(key, labels));
    expect(await testRules(rulesFile(onEks), questions)).toEqual(clean);
  });

  it('say in whole words what they found', async () => {
    const firing = [...triggers].flatMap(([key, labels]) => questionsOf(key, labels).slice(0, 1));
    const said = await saidOf(rulesFile(onEks), firing);
    // A sample of each form in which a value is shown.
    expect(said).toContain('consumer is 20m 0s behind on posts.');
    expect(said).toContain('9.091% of the requests to producer are answered with 5xx.');
    expect(said).toContain('Users feel nothing yet, and will with the next loss: zone us-east-1a has no node');
    expect(said).toContain('2% of the events of the last 3d took longer than the limit.');
    expect([...said.matchAll(/runbook_url=\\?"docs\/runbooks\/(\w+)[.]md/g)].map(([, name]) => name)).toEqual(
      expect.arrayContaining([...new Set(firing.map(({ alert }) => alert))]),
    );
    expect(said).not.toMatch(/error expanding|<no value>|\{\{|NaN|%!/);
  });

  it('are found out when a quiet case is a firing one', async () => {
    const { fires } = alertCases['KafkaUnderMinIsr/critical']!;
    const labels = { alertname: 'KafkaUnderMinIsr' };
    const question = {
      alert: 'KafkaUnderMinIsr',
      name: 'planted',
      situation: fires,
      query: firedEver(labels, fires.minutes + 1),
      answers: [],
    };
    expect(await testRules(rulesFile(onEks), [question])).toMatchObject({ status: 1 });
  });

  it('read Kafka Exporter where the brokers themselves are not scraped', async () => {
    const brokers = situation(20, sampled('kafka_brokers', {}, stays(3, 3), stays(2, 17)));
    const nobody = situation(5, sampled('up', { job: 'kafka-exporter' }, stays(0, 5)));
    const questions: Question[] = [
      { name: 'away', situation: brokers, query: firesNow({ alertname: 'KafkaBrokerAway' }), answers: [1] },
      { name: 'not down', situation: brokers, query: firedEver({ alertname: 'KafkaDown' }, 21), answers: [] },
      { name: 'down', situation: nobody, query: firesNow({ alertname: 'KafkaDown' }), answers: [1] },
    ];
    expect(await testRules(rulesFile(onCompose), questions)).toEqual(clean);
  });
});
