import type { Definition } from './definition';

/**
 * A template that renders nothing, and refuses the release before Helm touches anything, with all reasons at once:
 *
 * - CRD_STORED_VERSION_DROPPED: objects may be stored in a version that the new CRD cannot read or no longer serves.
 *   The API server itself refuses only the first, half-way through the release.
 * - CRD_NOT_OWNED: the CRD is there and belongs to another release, or to none.
 *
 * `helm template` and `helm install --dry-run=client` look up nothing and pass.
 */
export function guardTemplate(definitions: readonly Definition[], header: string): string {
  const served = definitions.map(({ metadata, spec }) => {
    const names = spec.versions.filter((version) => version.served).map(({ name }) => JSON.stringify(name));
    return `  ${JSON.stringify(metadata.name)} (list ${names.join(' ')})`;
  });
  return `{{- /* ${header} */ -}}
{{- define "crds.guard" -}}
{{- $served := dict
${served.join('\n')}
-}}
{{- $release := printf "%s/%s" .Release.Namespace .Release.Name -}}
{{- $refusals := list -}}
{{- $foreign := list -}}
{{- $owners := list -}}
{{- range $name, $versions := $served -}}
{{- with lookup "apiextensions.k8s.io/v1" "CustomResourceDefinition" "" $name -}}
{{- range $stored := dig "status" "storedVersions" list . -}}
{{- if not (has $stored $versions) -}}
${DROPPED}
{{- end -}}
{{- end -}}
{{- $annotations := .metadata.annotations | default dict -}}
{{- $owner := "none" -}}
{{- with get $annotations "meta.helm.sh/release-name" -}}
{{- $owner = printf "%s/%s" (get $annotations "meta.helm.sh/release-namespace") . -}}
{{- end -}}
{{- if ne $owner $release -}}
{{- $foreign = append $foreign $name -}}
{{- $owners = append $owners $owner -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $foreign -}}
{{- $names := join " " $foreign -}}
${NOT_OWNED}
{{- end -}}
{{- if $refusals -}}
{{- fail (printf "nothing was changed:\\n%s" (join "\\n" $refusals)) -}}
{{- end -}}
{{- end -}}
`;
}

const refuse = (message: string, ...values: readonly string[]): string =>
  `{{- $refusals = append $refusals (printf ${JSON.stringify(message)} ${values.join(' ')}) -}}`;

const DROPPED = refuse(
  'CRD_STORED_VERSION_DROPPED: %s has objects stored as %s, and the new CRD serves only %s: they could no longer be read. ' +
    'With the operator that is installed now, write every object of it in a served version (Strimzi: its api-conversion tool, ' +
    'convert-resource and then crd-upgrade), take %s out of status.storedVersions, and deploy again.',
  '$name',
  '$stored',
  '(join ", " $versions)',
  '$stored',
);

const NOT_OWNED = refuse(
  'CRD_NOT_OWNED: %s: there already, of Helm release %s, and this release is %s: two owners would undo each other. ' +
    'If nobody else needs them, hand them over: kubectl label --overwrite crd %s app.kubernetes.io/managed-by=Helm && ' +
    'kubectl annotate --overwrite crd %s meta.helm.sh/release-name=%s meta.helm.sh/release-namespace=%s',
  '$names',
  '(join ", " (uniq $owners))',
  '$release',
  '$names',
  '$names',
  '.Release.Name',
  '.Release.Namespace',
);
