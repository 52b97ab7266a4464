import { listenerProperties, type SecuredListener } from '../../../local/kafka/listeners';
import { reservedProperties, serverProperties } from '../../../local/kafka/server-properties';

const base = {
  listen: (id: number) => ({ host: '10.0.0.1', port: 9092 + id }),
  keyStoreFile: (id: number) => `/tls/broker-${id}.pem`,
};
const scram: SecuredListener = {
  ...base,
  advertised: (id) => ({ host: `millrace-brokers-${id}.svc`, port: 9093 }),
  authentication: 'scram',
};
const mtls: SecuredListener = { ...base, authentication: 'mtls', clientsCaFile: '/tls/clients.crt' };
const node = { id: 2, port: 9094, controllerPort: 9192 };

describe('the listener on loopback', () => {
  it('stands alone, without an authorizer, when no other is asked for', () => {
    expect(listenerProperties(node)).toEqual({
      listeners: 'PLAINTEXT://127.0.0.1:9094,CONTROLLER://127.0.0.1:9192',
      'advertised.listeners': 'PLAINTEXT://127.0.0.1:9094',
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'inter.broker.listener.name': 'PLAINTEXT',
      'controller.listener.names': 'CONTROLLER',
    });
  });

  it.each([scram, mtls])('stays between the brokers, on loopback, beside a secured one', (secured) => {
    const properties = listenerProperties({ ...node, secured });
    expect(properties['listeners']).toMatch(/^PLAINTEXT:\/\/127\.0\.0\.1:9094,CONTROLLER:\/\/127\.0\.0\.1:9192,/);
    expect(properties['inter.broker.listener.name']).toBe('PLAINTEXT');
  });
});

describe('a secured listener', () => {
  it('is opened at one address and told by another', () => {
    const properties = listenerProperties({ ...node, secured: scram });
    expect(properties['listeners']).toMatch(/,SECURED:\/\/10\.0\.0\.1:9094$/);
    expect(properties['advertised.listeners']).toBe('PLAINTEXT://127.0.0.1:9094,SECURED://millrace-brokers-2.svc:9093');
  });

  it('is told by where it is opened when nothing else is said', () => {
    expect(listenerProperties({ ...node, secured: mtls })['advertised.listeners']).toMatch(
      /,SECURED:\/\/10\.0\.0\.1:9094$/,
    );
  });

  it('asks for a SCRAM user over TLS', () => {
    const properties = listenerProperties({ ...node, secured: scram });
    expect(properties['listener.security.protocol.map']).toMatch(/,SECURED:SASL_SSL$/);
    expect(properties).toMatchObject({
      'listener.name.secured.ssl.keystore.type': 'PEM',
      'listener.name.secured.ssl.keystore.location': '/tls/broker-2.pem',
      'listener.name.secured.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    });
  });

  it('asks for a certificate of the clients’ authority', () => {
    const properties = listenerProperties({ ...node, secured: mtls });
    expect(properties['listener.security.protocol.map']).toMatch(/,SECURED:SSL$/);
    expect(properties).toMatchObject({
      'listener.name.secured.ssl.client.auth': 'required',
      'listener.name.secured.ssl.truststore.type': 'PEM',
      'listener.name.secured.ssl.truststore.location': '/tls/clients.crt',
    });
  });

  it.each([scram, mtls])(
    'allows nothing without an ACL, but to who comes over loopback and to super users',
    (secured) => {
      expect(listenerProperties({ ...node, secured: { ...secured, superUsers: ['User:admin'] } })).toMatchObject({
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'allow.everyone.if.no.acl.found': 'false',
        'super.users': 'User:ANONYMOUS;User:admin',
      });
    },
  );

  it("reserves who is let in: the model's settings cannot open it", () => {
    const settings = { id: 2, port: 9094, rack: 'b', dataDir: '/d', voters: [], brokers: 3 };
    const config = { 'allow.everyone.if.no.acl.found': 'true' };
    expect(serverProperties({ ...settings, config, secured: scram })['allow.everyone.if.no.acl.found']).toBe('false');
    expect([...reservedProperties(scram)]).toEqual(expect.arrayContaining(['super.users', 'authorizer.class.name']));
    expect(reservedProperties(undefined).has('super.users')).toBe(false);
  });
});
