/** One object that may break one policy. */
export interface Exemption {
  readonly code: string;
  /** The object's key (`namespace/kind/name`), or the release's name. */
  readonly on: string;
  /** Why it must, for whoever reads the list. */
  readonly reason: string;
}

/** All there are. Each is a hole: name the one object, and say why there is no other way. */
export const exemptions: readonly Exemption[] = [
  {
    code: 'STORAGE_CLASS_DELETES',
    on: '-/StorageClass/millrace-general',
    reason: 'volumes of samples and silences, which are measured and said anew; no broker asks for this class',
  },
];
