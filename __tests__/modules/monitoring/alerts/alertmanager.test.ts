import { Size } from '../../../../model/units';
import type { ReceiversSpec } from '../../../../model/spec';
import { alertmanagerConfig, receiversOf } from '../../../../modules/monitoring/alertmanager';
import { allAlerts } from '../../../../modules/monitoring/alerts';
import { chartValues } from '../../../../modules/monitoring/chart-values';

const receivers: ReceiversSpec = {
  secret: 'alert-receivers',
  pager: 'pagerduty',
  ticket: 'slack',
  heartbeat: 'webhook',
};

interface Values {
  readonly alertmanager: { readonly config: unknown; readonly alertmanagerSpec: Readonly<Record<string, unknown>> };
}
const values = (spec?: ReceiversSpec): Values =>
  chartValues({
    environment: 'minikube',
    storage: { kind: 'ephemeral', size: Size.gibibytes(4) },
    ...(spec === undefined ? {} : { receivers: spec }),
  }) as Values;

describe('Alertmanager', () => {
  it('has its receivers without a Secret, and tells nobody', () => {
    expect(receiversOf(undefined)).toEqual(['pager', 'ticket', 'heartbeat', 'none'].map((name) => ({ name })));
    expect(values().alertmanager.alertmanagerSpec).not.toHaveProperty('volumes');
    expect(values().alertmanager.config).toEqual(alertmanagerConfig(receiversOf(undefined)));
  });

  it('reads addresses and keys from files of the Secret, never from its configuration', () => {
    expect(receiversOf(receivers)).toMatchObject([
      { pagerduty_configs: [{ routing_key_file: '/etc/alertmanager/receivers/pager' }] },
      { slack_configs: [{ api_url_file: '/etc/alertmanager/receivers/ticket' }] },
      { webhook_configs: [{ url_file: '/etc/alertmanager/receivers/heartbeat' }] },
      { name: 'none' },
    ]);
  });

  it('starts before the Secret is there', () => {
    const { volumes, volumeMounts } = values(receivers).alertmanager.alertmanagerSpec;
    expect(volumes).toEqual([{ name: 'receivers', secret: { secretName: 'alert-receivers', optional: true } }]);
    expect(volumeMounts).toEqual([{ name: 'receivers', mountPath: '/etc/alertmanager/receivers', readOnly: true }]);
    // `secrets` of the chart would make the pod wait for it.
    expect(values(receivers).alertmanager.alertmanagerSpec).not.toHaveProperty('secrets');
  });

  it('says of no alert twice what its cause says: each of them is one that there is', () => {
    const { inhibit_rules: rules } = alertmanagerConfig(receiversOf(undefined));
    const named = rules
      .flatMap(({ source_matchers: sources, target_matchers: targets }) => [...sources, ...targets])
      .flatMap((matcher) => (/^alertname=~"([\w|]+)"$/.exec(matcher)?.[1] ?? '').split('|'))
      .filter((name) => name !== '');
    const known: readonly string[] = allAlerts.map(({ name }) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    expect(named).toContain('KafkaDown');
  });

  it('lets nodes’ zones through, of which an alert asks', () => {
    expect(chartValues({ environment: 'a', storage: { kind: 'ephemeral', size: Size.gibibytes(4) } })).toMatchObject({
      'kube-state-metrics': { metricLabelsAllowlist: ['nodes=[topology.kubernetes.io/zone]'] },
    });
  });
});
