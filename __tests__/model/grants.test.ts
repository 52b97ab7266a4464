import { environments } from '../../environments';
import { grantsOf } from '../../model/grants';
import { resolve } from '../../model/resolve';

/** `Write,Describe topic posts`; a prefix ends with a star. */
function granted(service: Parameters<typeof grantsOf>[0]): string[] {
  return grantsOf(service).map(
    ({ resource, name, pattern, operations }) =>
      `${operations.join()} ${resource} ${name}${pattern === 'prefix' ? '*' : ''}`,
  );
}

describe('the grants of a service', () => {
  const services = new Map(resolve(environments.minikube).services.map((service) => [service.name, granted(service)]));

  it('let the producer write, and read nothing', () => {
    expect(services.get('producer')).toEqual(['Write,Describe topic posts', 'Write,Describe topic platform.health']);
  });

  it('let a consumer read its topics in its group, and write its dead letters', () => {
    expect(services.get('consumer')).toEqual([
      'Write,Describe topic consumer.dead-letter',
      'Write,Describe topic platform.health',
      'Read,Describe topic posts',
      'Read,Describe group consumer',
    ]);
  });

  it('let a transactional service use the transactional ids of the topics it consumes', () => {
    expect(services.get('ping-pong')?.slice(-3)).toEqual([
      'Read,Describe topic dev.pingpong.requested',
      'Read,Describe group ping-pong',
      'Write,Describe transactionalId ping-pong-dev.pingpong.requested-*',
    ]);
  });

  it('are as many as what its contract names, and none for a service that does nothing', () => {
    const idle = { name: 'idle', produces: [], consumes: [], transactional: false };
    expect(grantsOf(idle)).toEqual([]);
    expect(grantsOf({ ...idle, consumes: ['a', 'b'], group: 'g', transactional: true })).toHaveLength(5);
  });
});
