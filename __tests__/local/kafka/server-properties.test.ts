import { renderServerProperties, serverProperties, type NodeSettings } from '../../../local/kafka/server-properties';

const voters = [1, 2, 3].map((id) => ({ id, port: 9190 + id }));
const node: NodeSettings = { id: 2, port: 9093, rack: 'b', dataDir: '/d', voters, brokers: 3, config: {} };

describe('serverProperties', () => {
  it('describes a combined node with its rack, its listeners on loopback and all voters', () => {
    expect(serverProperties(node)).toMatchObject({
      'process.roles': 'broker,controller',
      'node.id': '2',
      'broker.rack': 'b',
      listeners: 'PLAINTEXT://127.0.0.1:9093,CONTROLLER://127.0.0.1:9192',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:9093',
      'controller.quorum.voters': '1@127.0.0.1:9191,2@127.0.0.1:9192,3@127.0.0.1:9193',
    });
  });

  it('describes a node that is no voter as a broker alone', () => {
    const broker = serverProperties({ ...node, id: 4, brokers: 4 });
    expect(broker).toMatchObject({ 'process.roles': 'broker', listeners: 'PLAINTEXT://127.0.0.1:9093' });
  });

  it('describes a controller alone without anything of a broker', () => {
    const controller = serverProperties({ ...node, port: undefined });
    expect(controller).toMatchObject({ 'process.roles': 'controller', listeners: 'CONTROLLER://127.0.0.1:9192' });
    expect(Object.keys(controller)).not.toContain('advertised.listeners');
    expect(Object.keys(controller)).not.toContain('inter.broker.listener.name');
  });

  it('puts listeners and voters on hosts of their own', () => {
    const hosts = voters.map((voter) => ({ ...voter, host: `10.77.0.1${voter.id}` }));
    expect(serverProperties({ ...node, host: '10.77.0.12', voters: hosts })).toMatchObject({
      listeners: 'PLAINTEXT://10.77.0.12:9093,CONTROLLER://10.77.0.12:9192',
      'advertised.listeners': 'PLAINTEXT://10.77.0.12:9093',
      'controller.quorum.voters': '1@10.77.0.11:9191,2@10.77.0.12:9192,3@10.77.0.13:9193',
    });
  });

  it('creates no topics by itself and elects no unclean leader', () => {
    expect(serverProperties(node)).toMatchObject({
      'auto.create.topics.enable': 'false',
      'unclean.leader.election.enable': 'false',
    });
  });

  it.each([
    [1, '1', '1'],
    [2, '2', '1'],
    [3, '3', '2'],
    [5, '3', '2'],
  ])('replicates the internal topics of %i brokers %s times with min ISR %s', (brokers, replicas, minInsync) => {
    const properties = serverProperties({ ...node, brokers });
    for (const topic of ['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic']) {
      expect(properties[`${topic}.replication.factor`]).toBe(replicas);
    }
    expect(properties['transaction.state.log.min.isr']).toBe(minInsync);
    expect(properties['share.coordinator.state.topic.min.isr']).toBe(minInsync);
  });

  it("puts the model's values over the defaults and never over the node's identity", () => {
    const properties = serverProperties({ ...node, config: { 'min.insync.replicas': '3', 'node.id': '9' } });
    expect(properties).toMatchObject({ 'min.insync.replicas': '3', 'node.id': '2' });
  });
});

describe('renderServerProperties', () => {
  it('writes one sorted line for each property', () => {
    const lines = renderServerProperties(node).trim().split('\n').slice(1);
    expect(lines).toEqual([...lines].sort());
    expect(lines).toContain('node.id=2');
  });

  it('escapes what java.util.Properties would read otherwise', () => {
    const text = renderServerProperties({ ...node, dataDir: 'C:\\data', config: { note: ' two\nlines' } });
    expect(text).toContain('log.dirs=C:\\\\data\n');
    expect(text).toContain('note=\\ two\\nlines\n');
  });
});
