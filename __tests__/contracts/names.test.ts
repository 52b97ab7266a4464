import { durabilityProfiles } from '../../contracts/durability';
import { isServiceName, services } from '../../contracts/services';
import { topics } from '../../contracts/topics';
import { catalogue } from '../../model/catalogue';

describe('the contracts', () => {
  it('have settings in the catalogue for each topic, and for no other', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(topics));
  });

  it('describe every topic and service in a sentence', () => {
    for (const { description } of [...Object.values(topics), ...Object.values(services)])
      expect(description).toMatch(/^[A-Z].{10,}/);
  });

  it('give every consuming service a dead-letter topic of its own', () => {
    expect(services.consumer.deadLetter).toBe('consumer.dead-letter');
    expect(services['ping-pong'].deadLetter).toBe('ping-pong.dead-letter');
  });

  it('know service names, and names that every object has are none', () => {
    expect(['producer', 'toString', '__proto__', ''].filter(isServiceName)).toEqual(['producer']);
  });

  it.each(Object.entries(durabilityProfiles))(
    'have in %s a profile that can be held: more replicas than must be in sync',
    (_name, profile) => {
      expect(profile.minReplicationFactor).toBeGreaterThan(profile.minInsyncReplicas);
      expect(profile.exactlyOnce && !profile.idempotent).toBe(false);
      expect(profile.exactlyOnce && profile.uncleanLeaderElection).toBe(false);
    },
  );
});
