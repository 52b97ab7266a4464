import type { SecurityContext } from 'kubernetes-types/core/v1';
import type { Kafka, KafkaNodePool } from '../kubernetes/generated/strimzi';
import { missingResources, unpinned } from './container-policies';
import { eachOf, type Policy } from './policy';
import { membersOf } from './walk';

/** The pods that the operators make of our objects: what the objects say of them, wherever in a template they do. */

const ofOperators = (check: (object: object) => string[]): Policy['check'] => {
  const [kafka, pool] = [eachOf<Kafka>('Kafka', check), eachOf<KafkaNodePool>('KafkaNodePool', check)];
  return (objects, context) => [...kafka(objects, context), ...pool(objects, context)];
};

/** What is left out is the operators' own, which is the `restricted` profile. */
function rightsGiven(context: SecurityContext): string[] {
  const { capabilities, procMount = 'Default', seccompProfile, windowsOptions } = context;
  const wrong: Readonly<Record<string, boolean>> = {
    'privileged is true': context.privileged === true,
    'allowPrivilegeEscalation is true': context.allowPrivilegeEscalation === true,
    'runAsUser is 0': context.runAsUser === 0,
    'runAsNonRoot is false': context.runAsNonRoot === false,
    'readOnlyRootFilesystem is false': context.readOnlyRootFilesystem === false,
    [`procMount is ${procMount}`]: procMount !== 'Default',
    [`it adds ${capabilities?.add?.join(', ')}`]: (capabilities?.add ?? []).length > 0,
    'seccompProfile is Unconfined': seccompProfile?.type === 'Unconfined',
    'hostProcess is true': windowsOptions?.hostProcess === true,
  };
  return Object.keys(wrong).filter((what) => wrong[what]);
}

const operatorsOf = ({ spec }: Kafka) => ({
  'entityOperator.topicOperator': spec.entityOperator?.topicOperator,
  'entityOperator.userOperator': spec.entityOperator?.userOperator,
  cruiseControl: spec.cruiseControl,
  kafkaExporter: spec.kafkaExporter,
});

export const operatorPodPolicies: readonly Policy[] = [
  {
    code: 'KAFKA_POD_PRIVILEGED',
    title: 'no template of a Kafka or a KafkaNodePool gives its pods more rights than our own have',
    fix: 'take the template’s securityContext from modules/kubernetes/pods.ts, or leave it out',
    check: ofOperators((object) =>
      membersOf(object).flatMap(({ path, key, value }) =>
        key === 'securityContext' && typeof value === 'object' && value !== null
          ? rightsGiven(value).map((what) => `${path}: ${what}`)
          : [],
      ),
    ),
  },
  {
    code: 'KAFKA_POD_IMAGE_UNPINNED',
    title: 'an image that a Kafka or a KafkaNodePool names is the same one tomorrow',
    fix: 'leave it to the operator, whose version says which images it starts, or name a version as its tag, or a digest',
    check: ofOperators((object) =>
      membersOf(object).flatMap(({ path, key, value }) => {
        const got = /^image$|Image$/.test(key) && typeof value === 'string' ? unpinned(value) : undefined;
        return got === undefined ? [] : [`${path}: ${got}`];
      }),
    ),
  },
  {
    code: 'KAFKA_OPERATORS_RESOURCES_UNSET',
    title: 'topic and user operator, Cruise Control and exporter ask for processor and memory and limit their memory',
    fix: 'give each its resources of model/platform-pods.ts',
    check: eachOf<Kafka>('Kafka', (kafka) =>
      Object.entries(operatorsOf(kafka)).map(([name, part]) => {
        const got = part === undefined ? undefined : missingResources(part.resources);
        return got === undefined ? undefined : `${name}: ${got}`;
      }),
    ),
  },
  {
    code: 'NODE_POOL_RESOURCES_UNSET',
    title: 'brokers and controllers ask for processor and memory and limit their memory',
    fix: 'give the pool the model’s resources',
    check: eachOf<KafkaNodePool>('KafkaNodePool', ({ spec }) => missingResources(spec.resources)),
  },
];
