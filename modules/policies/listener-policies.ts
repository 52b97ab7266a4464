import type { Kafka } from '../kubernetes/generated/strimzi';
import { isEveryone } from './network-policies';
import { eachOf, type Policy } from './policy';

type Listener = Kafka['spec']['kafka']['listeners'][number];
type Peer = Parameters<typeof isEveryone>[0];

const eachListener = (check: (listener: Listener) => string | undefined): Policy['check'] =>
  eachOf<Kafka>('Kafka', ({ spec }) =>
    spec.kafka.listeners.map((listener) => {
      const got = check(listener);
      return got === undefined ? undefined : `listener ${listener.name}: ${got}`;
    }),
  );

/** What the brokers themselves check; `custom` is whatever somebody's class makes of it. */
const authentications = ['scram-sha-512', 'tls'];

export const listenerPolicies: readonly Policy[] = [
  {
    code: 'LISTENER_ANONYMOUS',
    title: 'the brokers ask everyone who they are',
    fix: 'set authentication on the listener: scram-sha-512 or tls',
    check: eachListener(({ authentication }) => {
      if (authentication === undefined) return 'no authentication';
      return authentications.includes(authentication.type) ? undefined : `its authentication is ${authentication.type}`;
    }),
  },
  {
    code: 'LISTENER_PLAINTEXT',
    title: 'nothing crosses the network in the clear',
    fix: 'set tls: true on the listener',
    check: eachListener(({ tls }) => (tls ? undefined : 'no TLS')),
  },
  {
    code: 'LISTENER_UNGUARDED',
    title: 'a listener names who may connect: without networkPolicyPeers the operator lets everyone in',
    fix: 'set networkPolicyPeers on the listener: pods by their labels, or the blocks of addresses that clients have',
    check: eachListener(({ type, networkPolicyPeers = [] }) => {
      if (networkPolicyPeers.length === 0) return `anyone may connect (${type}, no networkPolicyPeers)`;
      // Strimzi's type is Kubernetes' own.
      return networkPolicyPeers.some((peer) => isEveryone(peer as Peer)) ? `anyone may connect (${type})` : undefined;
    }),
  },
];
