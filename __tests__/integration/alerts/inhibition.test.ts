import { alertmanagerConfig, receiversOf } from '../../../modules/monitoring/alertmanager';
import { AlertmanagerProcess } from './alertmanager-process';
import type { Labels } from './situation';

/** Debian's packages are fetched when they are not there: 40 MB. */
jest.setTimeout(600_000);

const alert = (alertname: string, severity: string, labels: Labels = {}): Labels => ({
  alertname,
  severity,
  ...labels,
});

/** Of which of these somebody is told when all of them fire. */
async function toldOf(...alerts: readonly Labels[]): Promise<string[]> {
  const alertmanager = await AlertmanagerProcess.start(alertmanagerConfig(receiversOf(undefined)));
  try {
    await alertmanager.fire(...alerts);
    return await alertmanager.told(alerts.length);
  } finally {
    await alertmanager.stop();
  }
}

const late = { service: 'consumer', topic: 'posts' };

describe('a real Alertmanager', () => {
  it('pages once for a dead zone, not for each broker and pod that stood in it', async () => {
    const told = await toldOf(
      alert('PlatformZoneLost', 'critical', { zone: 'us-east-1a' }),
      alert('KafkaBrokerAway', 'warning'),
      alert('KafkaBrokerAway', 'critical'),
      alert('KafkaUnderReplicated', 'warning'),
      alert('PlatformNodeNotReady', 'warning', { node: 'node-a' }),
      alert('PlatformTargetsDown', 'warning', { job: 'millrace/kafka' }),
      alert('KubePodNotReady', 'warning', { pod: 'millrace-brokers-1' }),
      alert('TargetDown', 'warning', { job: 'millrace/kafka' }),
      alert('ServiceDown', 'critical', { service: 'producer' }),
    );
    expect(told).toEqual(['PlatformZoneLost/critical', 'ServiceDown/critical']);
  });

  it('makes one ticket of a node that is away, and pages still when it takes two brokers along', async () => {
    const told = await toldOf(
      alert('PlatformNodeNotReady', 'warning', { node: 'node-a' }),
      alert('KafkaBrokerAway', 'warning'),
      alert('KafkaUnderReplicated', 'warning'),
      alert('KafkaBrokerAway', 'critical'),
    );
    expect(told).toEqual(['KafkaBrokerAway/critical', 'PlatformNodeNotReady/warning']);
  });

  it('pages for Kafka and not for each service when Kafka is down', async () => {
    const told = await toldOf(
      alert('KafkaDown', 'critical'),
      alert('KafkaOfflinePartitions', 'critical'),
      alert('ServiceCannotReachBrokers', 'critical', { service: 'producer' }),
      alert('ServiceRefusesEvents', 'critical', { service: 'producer' }),
      alert('ServiceLate', 'critical', late),
      alert('ServiceLatencyBudgetBurning', 'critical', { ...late, burn_window: '1h' }),
      alert('KafkaVolumeLow', 'critical', { persistentvolumeclaim: 'data-0-millrace-brokers-1' }),
    );
    expect(told).toEqual(['KafkaDown/critical', 'KafkaVolumeLow/critical']);
  });

  it('makes no ticket of what is paged, and one of the same for somebody else', async () => {
    const told = await toldOf(
      alert('ServiceLate', 'critical', late),
      alert('ServiceLate', 'warning', late),
      alert('ServiceLate', 'warning', { ...late, service: 'ping-pong' }),
      alert('KafkaLogCleanerDead', 'warning', { pod: 'millrace-brokers-1' }),
    );
    expect(told).toEqual(['KafkaLogCleanerDead/warning', 'ServiceLate/critical', 'ServiceLate/warning']);
  });

  it('says of a service that is down only that, and all of the others', async () => {
    const told = await toldOf(
      alert('ServiceDown', 'critical', { service: 'consumer' }),
      alert('ServiceLate', 'critical', late),
      alert('ServiceHttpErrors', 'critical', { service: 'producer' }),
    );
    expect(told).toEqual(['ServiceDown/critical', 'ServiceHttpErrors/critical']);
  });
});
