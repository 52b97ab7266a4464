const WIDTH = 120;
const INDENT = '  ';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  value !== null && typeof value === 'object' && !isList(value);

const members = (value: Json): readonly Json[] => {
  if (isList(value)) return value;
  return isObject(value) ? Object.values(value) : [];
};

/** Several objects stand below each other. */
const isTable = (value: Json): boolean =>
  isList(value) && value.length > 1 && value.every((each) => isObject(each) && Object.keys(each).length > 1);

const hasTable = (value: Json): boolean => isTable(value) || members(value).some(hasTable);

function line(value: Json): string {
  if (isList(value)) return `[${value.map(line).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${line(member)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** @param room what is left of the line */
function block(value: Json, indent: string, room: number): string {
  const whole = line(value);
  if (members(value).length === 0 || (whole.length <= room && !hasTable(value))) return whole;
  const inner = indent + INDENT;
  const keys = isObject(value) ? Object.keys(value).map((key) => `${JSON.stringify(key)}: `) : [];
  const lines = members(value).map((member, index, all) => {
    const key = keys[index] ?? '';
    const comma = index === all.length - 1 ? '' : ',';
    return `${inner}${key}${block(member, inner, WIDTH - inner.length - key.length - comma.length)}${comma}`;
  });
  const [open, close] = isList(value) ? '[]' : '{}';
  return `${open}\n${lines.join('\n')}\n${indent}${close}`;
}

/** JSON as Prettier leaves it: what fits on a line is on one, so that a panel is read and compared at a glance. */
export const jsonText = (value: object): string => `${block(JSON.parse(JSON.stringify(value)) as Json, '', WIDTH)}\n`;
