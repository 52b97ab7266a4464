import { parse } from 'yaml';
import { CrdsError } from './crds-error';

/** A structural schema of the Kubernetes API (`JSONSchemaProps`): the keywords that are read here. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

export interface DefinitionVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
}

/** A CustomResourceDefinition: the fields that are read or changed here; the others are carried along. */
export interface Definition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly DefinitionVersion[];
  };
}

/** Reads one CRD; rejects YAML that is something else. `origin` is named in the error. */
export function parseDefinition(yaml: string, origin: string): Definition {
  const parsed = parse(yaml) as Partial<Definition> | null;
  if (parsed?.kind !== 'CustomResourceDefinition' || !Array.isArray(parsed.spec?.versions)) {
    throw new CrdsError(
      'CRDS_SOURCE_INCOMPLETE',
      `${origin} is ${parsed?.kind ?? 'empty'}; one CustomResourceDefinition is expected there. ` +
        'Remove what is cached and try again; if it stays so, the pinned version has another layout (local/crds)',
    );
  }
  return parsed as Definition;
}

/** The version that objects are stored in; each CRD has exactly one. */
export function storedVersion({ metadata, spec }: Definition): DefinitionVersion {
  const stored = spec.versions.find(({ storage }) => storage);
  if (stored === undefined) {
    throw new CrdsError(
      'CRDS_SOURCE_INCOMPLETE',
      `${metadata.name} has no version with storage: true; one must have it`,
    );
  }
  return stored;
}
