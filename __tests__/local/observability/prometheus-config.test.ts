import { prometheusConfig } from '../../../local/observability/prometheus-config';
import { platformJobs } from '../../../local/observability/scrape-jobs';
import { Duration } from '../../../model/units';
import { podMonitors } from '../../../modules/monitoring/pod-monitors';

const observed = {
  nodes: [
    { id: 1, server: '127.0.0.1:9404' },
    { id: 2, server: '127.0.0.1:9405' },
  ],
  services: [{ name: 'producer', instance: 'producer-0', address: '127.0.0.1:8000' }],
} as const;

describe('the jobs of a platform on this machine', () => {
  it('are named as those of the pod monitors', () => {
    const onCluster = podMonitors().map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const here = platformJobs(observed).map(({ name }) => name);
    expect(here).toHaveLength(2);
    expect(onCluster).toEqual(expect.arrayContaining(here));
  });

  it('give each process its pod, and only services a service', () => {
    expect(platformJobs(observed).flatMap(({ targets }) => targets)).toEqual([
      { address: '127.0.0.1:9404', labels: { pod: 'kafka-1' } },
      { address: '127.0.0.1:9405', labels: { pod: 'kafka-2' } },
      { address: '127.0.0.1:8000', labels: { pod: 'producer-0', service: 'producer' } },
    ]);
  });

  it('leave out what is not there', () => {
    expect(platformJobs({ ...observed, nodes: [] })).toHaveLength(1);
  });
});

describe('the configuration of Prometheus', () => {
  const config = { own: '127.0.0.1:9090', jobs: platformJobs(observed), interval: Duration.seconds(1) };

  it('scrapes each target with its labels, and itself', () => {
    expect(prometheusConfig(config)).toEqual({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      scrape_configs: [
        {
          job_name: 'millrace/kafka',
          static_configs: [
            { targets: ['127.0.0.1:9404'], labels: { pod: 'kafka-1' } },
            { targets: ['127.0.0.1:9405'], labels: { pod: 'kafka-2' } },
          ],
        },
        {
          job_name: 'millrace/services',
          static_configs: [{ targets: ['127.0.0.1:8000'], labels: { pod: 'producer-0', service: 'producer' } }],
        },
        { job_name: 'prometheus', static_configs: [{ targets: ['127.0.0.1:9090'], labels: { pod: 'prometheus' } }] },
      ],
    });
  });

  it('names rules and Alertmanagers where there are some', () => {
    expect(
      prometheusConfig({ ...config, ruleFiles: ['/tmp/rules.yml'], alertmanagers: ['127.0.0.1:9093'] }),
    ).toMatchObject({
      rule_files: ['/tmp/rules.yml'],
      alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9093'] }] }] },
    });
  });
});
