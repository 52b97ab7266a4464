/** Where a listener is opened, or where clients are told to find it. */
export interface ListenerAddress {
  /** An address of this machine to listen on; to clients, any name that leads there. */
  readonly host: string;
  readonly port: number;
}

interface SecuredListenerBase {
  /** Where a broker listens, by its id from 1. */
  readonly listen: (broker: number) => ListenerAddress;
  /** What the broker tells its clients to connect to. @default - what it listens on */
  readonly advertised?: (broker: number) => ListenerAddress;
  /** PEM file with a broker's private key (PKCS #8, not encrypted), then its certificate and the chain above it. */
  readonly keyStoreFile: (broker: number) => string;
  /** Principals that need no ACL, such as `User:admin`. @default - none but this library's own, on loopback */
  readonly superUsers?: readonly string[];
}

/**
 * One more listener of each broker, as a Kafka cluster has it that others can reach: TLS, every client authenticated,
 * every request authorized by ACLs and nothing allowed without one. Users and ACLs are made through the brokers.
 *
 * The plain listener on loopback stays, for the brokers among themselves, this library's probes and administration. Who
 * comes there is `User:ANONYMOUS`, and that is a super user. The secured listener lets nobody in by that name: SASL
 * refuses who has no user, mutual TLS who has no certificate. Whoever may open sockets on this machine's loopback
 * is an administrator.
 */
export type SecuredListener =
  | (SecuredListenerBase & {
      /** SCRAM-SHA-512 over TLS; the principal is the user's name. */
      readonly authentication: 'scram';
    })
  | (SecuredListenerBase & {
      /** Client certificates; the principal is the certificate's subject, `User:CN=...`. */
      readonly authentication: 'mtls';
      /** PEM file with the authority of the clients' certificates. */
      readonly clientsCaFile: string;
    });

/** What a node's listeners are made of. */
export interface NodeListeners {
  readonly id: number;
  /** Where the plain and the controller listener are. @default LOOPBACK */
  readonly host?: string | undefined;
  /** Of the plain listener; none for a node that is a controller only. */
  readonly port?: number | undefined;
  /** Of the controller listener, when the node is one. */
  readonly controllerPort?: number | undefined;
  readonly secured?: SecuredListener | undefined;
}

type Properties = Record<string, string>;

/** Where this library's own listeners are. */
export const LOOPBACK = '127.0.0.1';
const PLAIN = 'PLAINTEXT';
const CONTROLLER = 'CONTROLLER';
const SECURED = 'SECURED';

const entry = (name: string, { host, port }: ListenerAddress): string => `${name}://${host}:${port}`;

function authenticationOf(listener: SecuredListener): Properties {
  if (listener.authentication === 'mtls') {
    return {
      'ssl.client.auth': 'required',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': listener.clientsCaFile,
    };
  }
  return {
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  };
}

function securedProperties(id: number, listener: SecuredListener): Properties {
  const own = {
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': listener.keyStoreFile(id),
    ...authenticationOf(listener),
  };
  const prefix = `listener.name.${SECURED.toLowerCase()}.`;
  return {
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [prefix + key, value])),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': ['User:ANONYMOUS', ...(listener.superUsers ?? [])].join(';'),
  };
}

/** A controller alone has no listener for clients, and Kafka refuses the settings of one. */
function controllerOnly(controller: readonly string[]): Properties {
  return {
    listeners: controller.join(','),
    'listener.security.protocol.map': `${CONTROLLER}:PLAINTEXT`,
    'controller.listener.names': CONTROLLER,
  };
}

/** Kafka's properties of a node's listeners, and of who may do what on them. */
export function listenerProperties(node: NodeListeners): Readonly<Properties> {
  const { id, host = LOOPBACK, port, controllerPort, secured } = node;
  const controller = controllerPort === undefined ? [] : [entry(CONTROLLER, { host, port: controllerPort })];
  if (port === undefined) return controllerOnly(controller);
  const plain = entry(PLAIN, { host, port });
  const protocol = secured?.authentication === 'mtls' ? 'SSL' : 'SASL_SSL';
  const bound = secured === undefined ? [] : [entry(SECURED, secured.listen(id))];
  const told = secured === undefined ? [] : [entry(SECURED, (secured.advertised ?? secured.listen)(id))];
  const protocols = [`${PLAIN}:PLAINTEXT`, `${CONTROLLER}:PLAINTEXT`];
  return {
    listeners: [plain, ...controller, ...bound].join(','),
    'advertised.listeners': [plain, ...told].join(','),
    'listener.security.protocol.map': [...protocols, ...bound.map(() => `${SECURED}:${protocol}`)].join(','),
    'inter.broker.listener.name': PLAIN,
    'controller.listener.names': CONTROLLER,
    ...(secured === undefined ? {} : securedProperties(id, secured)),
  };
}
