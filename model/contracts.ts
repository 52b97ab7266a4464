import { services, type ServiceContract } from '../contracts/services';
import { topics, type TopicContract } from '../contracts/topics';
import { catalogue } from './catalogue';
import type { TopicSpec } from './spec';
import { versionMatrix, type VersionMatrix } from './versions';

/** What the model needs to know of a topic's contract. */
export type TopicTerms = Pick<TopicContract, 'description' | 'owner' | 'durability' | 'key'>;

/** A service's contract whose topic names are not checked by the compiler: the rules check them. */
export interface ServiceTerms extends Omit<ServiceContract, 'produces' | 'consumes' | 'deadLetter'> {
  readonly produces: readonly string[];
  readonly consumes: readonly string[];
  readonly deadLetter?: string;
}

/** All that is the same in every environment. `resolve` takes the platform's own unless a test hands in others. */
export interface Contracts {
  readonly topics: Readonly<Record<string, TopicTerms>>;
  readonly services: Readonly<Record<string, ServiceTerms>>;
  /** Size and retention of the topics; one without an entry has the defaults. */
  readonly catalogue: Readonly<Record<string, TopicSpec>>;
  readonly versions: VersionMatrix;
}

export const platformContracts: Contracts = { topics, services, catalogue, versions: versionMatrix };
