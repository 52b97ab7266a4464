/** The stable codes of this library's errors. Decide by these, never by a message's text. */
export type LocalKafkaErrorCode =
  | 'LOCAL_JAVA_MISSING'
  | 'LOCAL_JAVA_TOO_OLD'
  | 'LOCAL_MAVEN_MISSING'
  | 'LOCAL_JARS_UNRESOLVED'
  | 'LOCAL_JAR_MISMATCH'
  | 'LOCAL_LOCK_TIMEOUT'
  | 'LOCAL_PORT_BUSY'
  | 'LOCAL_PORT_NONE_FREE'
  | 'LOCAL_OPTIONS_INVALID'
  | 'LOCAL_CLUSTER_SHAPE'
  | 'LOCAL_FORMAT_FAILED'
  | 'LOCAL_NODE_DIED'
  | 'LOCAL_NODE_RUNNING'
  | 'LOCAL_NODE_STOPPED'
  | 'LOCAL_NODE_STUCK'
  | 'LOCAL_TIMEOUT'
  | 'LOCAL_TOOL_FAILED'
  | 'LOCAL_TOPICS_INVALID'
  | 'LOCAL_TOPICS_REFUSED';

/** What the codes share: a message that says the value, the rule and what to do, and whether trying again can help. */
export class LocalKafkaError extends Error {
  readonly code: LocalKafkaErrorCode;
  readonly canRetry: boolean;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: LocalKafkaErrorCode,
    message: string,
    options: {
      readonly canRetry?: boolean;
      readonly detail?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LocalKafkaError';
    this.code = code;
    this.canRetry = options.canRetry ?? false;
    this.detail = options.detail ?? {};
  }
}

/** The code Node puts on its system errors (`ENOENT`, `EEXIST`, ...), when there is one. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
