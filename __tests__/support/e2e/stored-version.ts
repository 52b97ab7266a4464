/** Test code: a CRD of which objects may be stored in a version that it is about to drop. */
import { resourcePath, type KubernetesApi } from './kubernetes-api';

interface Crd {
  readonly spec: { readonly versions: readonly { readonly name: string; readonly storage: boolean }[] };
}

/** Takes the CRD for one that stores objects in an older version too, while `work` runs; puts it back whatever happens. */
export async function whileStoredAs(
  api: KubernetesApi,
  crd: string,
  olderVersion: string,
  work: () => Promise<void>,
): Promise<void> {
  const path = resourcePath('apiextensions.k8s.io/v1', 'customresourcedefinitions', undefined, crd);
  const { versions } = (await api.get<Crd>(path)).spec;
  const older = [
    ...versions.map((one) => ({ ...one, storage: false })),
    { ...versions[0], name: olderVersion, storage: true },
  ];
  await api.merge(path, { spec: { versions: older } });
  try {
    await work();
  } finally {
    const back = older.map((one) => ({ ...one, storage: one.name !== olderVersion }));
    await api.merge(path, { spec: { versions: back } });
    await api.merge(`${path}/status`, { status: { storedVersions: versions.map((one) => one.name) } });
    await api.merge(path, { spec: { versions } });
  }
}
