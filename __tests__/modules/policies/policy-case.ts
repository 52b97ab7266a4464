/** One change to the good objects or releases, and what must be said about it. */
export interface PolicyCase {
  /** By path below the objects' or releases' own names. */
  readonly set: Readonly<Record<string, unknown>>;
  readonly on: string;
  readonly got: string;
  /** A release of ours that stands beside the objects. @default - none */
  readonly beside?: string;
  /** Other codes that the same change must break. @default - none */
  readonly also?: readonly string[];
}
