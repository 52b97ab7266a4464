/** As much of IAM as decides about our policies: statements, patterns, conditions. A condition that is not known here fails loudly. */

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Request {
  readonly action: string;
  /** @default '*' - an action that knows none */
  readonly resource?: string;
  /** Condition keys of the request. */
  readonly context?: Readonly<Record<string, string>>;
}

const matches = (pattern: string, value: string, flags = ''): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    flags,
  ).test(value);

type Test = (given: string | undefined, wanted: string) => boolean;

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (given, wanted) => given === wanted,
  StringLike: (given, wanted) => given !== undefined && matches(wanted, given),
  ArnLike: (given, wanted) => given !== undefined && matches(wanted, given),
  Bool: (given, wanted) => given === wanted,
  Null: (given, wanted) => String(given === undefined) === wanted,
};

function holds(operator: string, key: string, wanted: string | readonly string[], { context = {} }: Request): boolean {
  const test = tests[operator];
  if (test === undefined) throw new Error(`${operator} is not known here`);
  return [wanted].flat().some((one) => test(context[key], one));
}

const applies = ({ Action, Resource = ['*'], Condition = {} }: PolicyStatement, request: Request): boolean =>
  Action.some((action) => matches(action, request.action, 'i')) &&
  Resource.some((resource) => matches(resource, request.resource ?? '*')) &&
  Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, wanted, request)),
  );

/** Allowed by one statement and denied by none. */
export function allows(statements: readonly PolicyStatement[], request: Request): boolean {
  const said = statements.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  return said.includes('Allow') && !said.includes('Deny');
}
