import type { Kafka } from '../../model/environment';

export type Authentication = Kafka['authentication'];

/** A cluster whose listener would let anybody in. */
export class ListenerUnauthenticatedError extends Error {
  override readonly name = 'ListenerUnauthenticatedError';
  readonly code = 'KAFKA_LISTENER_UNAUTHENTICATED';
  readonly canRetry = false;
  constructor() {
    super(
      'kafka.authentication is "none": a listener on a cluster asks its clients who they are. Make it "scram" or "mtls".',
    );
  }
}

/**
 * Strimzi's name of it, for the listener and its users alike.
 * @throws ListenerUnauthenticatedError when there is none, which the model's rules refuse before this is reached
 */
export function strimziAuthentication(authentication: Authentication): 'scram-sha-512' | 'tls' {
  switch (authentication) {
    case 'scram':
      return 'scram-sha-512';
    case 'mtls':
      return 'tls';
    case 'none':
      throw new ListenerUnauthenticatedError();
  }
}
