import type { ServiceName } from '../../contracts/services';
import type { TopicName } from '../../contracts/topics';
import type { AlertsSpec } from './alerts';
import type { KafkaSpec, VersionsSpec } from './kafka';
import type { PlatformSpec } from './platform';
import type { ServiceSpec } from './service';
import type { TopicSpec } from './topic';

/** A new environment is one file with one of these, and a line in `environments/index.ts`. */
export interface EnvironmentSpec {
  /** Lower case letters, digits and hyphens; also the stack's name. */
  readonly name: string;
  readonly platform: PlatformSpec;
  readonly kafka: KafkaSpec;
  /** What differs here from `model/catalogue.ts`. @default - nothing */
  readonly topics?: { readonly [name in TopicName]?: TopicSpec };
  /** What differs here from the defaults. @default - nothing */
  readonly services?: { readonly [name in ServiceName]?: ServiceSpec };
  /** @default - the newest supported of each */
  readonly versions?: VersionsSpec;
  /** From when on somebody is told, and who. @default - those of its members */
  readonly alerts?: AlertsSpec;
}
