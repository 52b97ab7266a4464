import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix, relative } from 'node:path';
import ts from 'typescript';
import architecture from '../architecture.json';

/**
 * The table of `architecture.json` is held twice: the lint rules made of it must really refuse and really pass (the
 * real ESLint is asked about wrong and right imports), and every file's imports are checked here without ESLint.
 */
const root = dirname(__dirname);
interface Room {
  readonly may: readonly string[];
}
const rooms: Readonly<Record<string, Room>> = architecture.rooms;

const foldersIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => posix.join(folder, file.replaceAll('\\', '/')));

const notOurs = ['node_modules', 'dist', 'cdktf.out', 'coverage'];
const sources = [
  ...readdirSync(root).filter((file) => file.endsWith('.ts')),
  ...foldersIn('.')
    .filter((folder) => !notOurs.includes(folder))
    .flatMap(sourcesIn),
];

const isIn = (file: string, room: string): boolean => file === room || file.startsWith(`${room}/`);

/** The row that speaks for a file, with `services/*` made its service's folder. */
function roomOf(file: string): { readonly name: string; readonly may: readonly string[] } | undefined {
  const service = /^services\/[^/]+/.exec(file)?.[0];
  const names = Object.keys(rooms).sort((one, other) => other.length - one.length);
  const name = names.find((candidate) => isIn(file, candidate));
  if (name !== undefined) return { name, may: rooms[name]!.may };
  return service === undefined ? undefined : { name: service, may: rooms['services/*']!.may };
}

interface Import {
  readonly file: string;
  /** A path of ours, or a package. */
  readonly target: string;
  readonly ours: boolean;
}

function importsOf(file: string): Import[] {
  const found = ts.preProcessFile(readFileSync(join(root, file), 'utf8'), true, true).importedFiles;
  return found.map(({ fileName }) => {
    if (!fileName.startsWith('.')) return { file, target: fileName, ours: false };
    const base = posix.join(posix.dirname(file), fileName);
    const target = [base, `${base}.ts`, `${base}/index.ts`].find((path) => {
      const full = join(root, path);
      return existsSync(full) && statSync(full).isFile();
    });
    return { file, target: target ?? base, ours: true };
  });
}

const isPackage = (target: string, pattern: string): boolean => {
  if (pattern === 'node:*') return target.startsWith('node:') || builtinModules.includes(target);
  if (pattern.endsWith('/*')) return target.startsWith(pattern.slice(0, -1));
  return isIn(target, pattern);
};

function isAllowed({ file, target, ours }: Import): boolean {
  const room = roomOf(file);
  if (room === undefined) return false;
  if (ours) return room.may.includes('*') || isIn(target, room.name) || room.may.some((other) => isIn(target, other));
  const owners = architecture.libraries.filter(({ packages }) => packages.some((name) => isPackage(target, name)));
  return owners.every(({ only }) => only.some((allowed) => isIn(file, allowed)));
}

/** Looked for in the syntax tree: a comment may speak of it. */
function readsProcessEnv(file: string): boolean {
  const text = readFileSync(join(root, file), 'utf8');
  // Most files are not worth a tree, the generated ones least of all.
  if (!/\bprocess\b/.test(text) || !/\benv\b/.test(text)) return false;
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const isRead = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) && node.name.text === 'env' && /\bprocess$/.test(node.expression.getText());
  const visit = (node: ts.Node): boolean => isRead(node) || (ts.forEachChild(node, visit) ?? false);
  return visit(tree);
}

interface Verdict {
  readonly rules: readonly string[];
  readonly fatal: boolean;
}

/** Asks the real ESLint, in a process of its own: Jest cannot load a configuration that is an ES module. */
function lint(cases: readonly { readonly file: string; readonly code: string }[]): Verdict[] {
  const script = `
    import { ESLint } from 'eslint';
    import tseslint from 'typescript-eslint';
    const cases = JSON.parse(process.argv[1]);
    // The files are not on disk, so there are no types for them: rules that need types are off here, and only here.
    const eslint = new ESLint({ cwd: process.cwd(), overrideConfig: [{ files: ['**/*.ts'], ...tseslint.configs.disableTypeChecked }] });
    const verdicts = [];
    for (const { file, code } of cases) {
      const [result] = await eslint.lintText(code, { filePath: file });
      verdicts.push({
        rules: result.messages.filter((message) => message.severity === 2).map((message) => message.ruleId),
        fatal: result.messages.some((message) => message.fatal),
      });
    }
    console.log(JSON.stringify(verdicts));`;
  const args = ['--input-type=module', '--eval', script, JSON.stringify(cases)];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })) as Verdict[];
}

const pathTo = (from: string, target: string): string => {
  const path = relative(dirname(from), target).replaceAll('\\', '/').replace(/\.ts$/, '');
  return path.startsWith('.') ? path : `./${path}`;
};

/** A file that is really there, so that the import resolves. */
const exampleIn = (room: string): string | undefined =>
  room.endsWith('.ts') ? [room].find((file) => existsSync(join(root, file))) : sources.find((file) => isIn(file, room));

const services = foldersIn('services')
  .filter((name) => name !== 'shared')
  .map((name) => `services/${name}`);
const concrete = Object.keys(rooms).flatMap((room) => (room === 'services/*' ? services : [room]));
const probeIn = (room: string): string => (room.endsWith('.ts') ? room : `${room}/architecture-probe.ts`);

const roomCases = concrete
  .filter((room) => room !== '__tests__')
  .flatMap((room) =>
    concrete
      .filter((other) => other !== room)
      .flatMap((other) => {
        const example = exampleIn(other);
        if (example === undefined) return [];
        const file = probeIn(room);
        const right = isAllowed({ file, target: example, ours: true });
        return [{ room, other: example, right, file, path: pathTo(file, example) }];
      }),
  );

describe('import directions', () => {
  test('have a row for each top-level folder, and no row without one', () => {
    const known = [...Object.keys(rooms).map((room) => room.split('/')[0]!), ...architecture.withoutCode];
    const there = foldersIn('.').filter((folder) => !notOurs.includes(folder));
    expect(there.filter((folder) => !known.includes(folder))).toEqual([]);
    expect(known.filter((name) => !existsSync(join(root, name)))).toEqual([]);
    expect(architecture.withoutCode.flatMap(sourcesIn)).toEqual([]);
  });

  test('hold in every file, checked without ESLint', () => {
    const imports = sources.flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(50);
    const wrong = imports.filter((found) => !isAllowed(found)).map(({ file, target }) => `${file} -> ${target}`);
    expect(wrong).toEqual([]);
  });

  test('let process.env be read only where the table says, checked without ESLint', () => {
    const readers = sources.filter(readsProcessEnv);
    const allowed = (file: string): boolean => architecture.processEnv.only.some((room) => isIn(file, room));
    expect(readers.filter((file) => !allowed(file))).toEqual([]);
  });

  test('are refused and passed by the real ESLint, for every pair of rooms', () => {
    const cases = roomCases.flatMap(({ file, path }) => [
      { file, code: `import * as other from '${path}';\nexport { other };\n` },
      { file, code: `export type Other = import('${path}').Other;\nexport const other = () => import('${path}');\n` },
    ]);
    const verdicts = lint(cases);
    const answers = roomCases.flatMap(({ room, other, right }, index) =>
      verdicts.slice(2 * index, 2 * index + 2).map((verdict, form) => ({
        room,
        import: `${room} -> ${other} (${form === 0 ? 'import' : 'import()'})`,
        passed: !verdict.rules.includes('import-x/no-restricted-paths'),
        fatal: verdict.fatal,
        right,
      })),
    );
    expect(answers.filter(({ fatal }) => fatal)).toEqual([]);
    expect(answers.filter(({ passed, right }) => passed !== right)).toEqual([]);
    const roomsWith = (kind: boolean): Set<string> =>
      new Set(answers.filter(({ right }) => right === kind).map(({ room }) => room));
    expect([...roomsWith(false)].sort()).toEqual(concrete.filter((room) => room !== '__tests__').sort());
    expect(concrete.filter((room) => rooms[room]?.may.length !== 0 && !roomsWith(true).has(room))).toEqual([
      '__tests__',
    ]);
  }, 120_000);
});

describe('libraries', () => {
  const libraryOf = (pattern: string): string[] =>
    pattern === 'node:*' ? ['node:fs', 'fs'] : [pattern.replace('/*', '/provider-aws/lib/vpc')];

  test('are refused outside their rooms by the real ESLint, and passed inside', () => {
    const probes = architecture.libraries.flatMap(({ packages, only }) =>
      packages.flatMap(libraryOf).flatMap((library) =>
        [...concrete.filter((room) => room !== '__tests__'), '__tests__/model', ...only].flatMap((room) => {
          const file = probeIn(room);
          const right = isAllowed({ file, target: library, ours: false });
          return [
            `import * as library from '${library}';\nexport { library };\n`,
            `export const library = () => import('${library}');\n`,
          ].map((code) => ({ file, code, right, library }));
        }),
      ),
    );
    const verdicts = lint(probes);
    const rules = ['@typescript-eslint/no-restricted-imports', 'no-restricted-syntax'];
    const answers = probes.map((probe, index) => ({
      ...probe,
      passed: !verdicts[index]!.rules.some((rule) => rules.includes(rule)),
    }));
    expect(answers.filter(({ passed, right }) => passed !== right)).toEqual([]);
    expect(new Set(answers.map(({ right }) => right))).toEqual(new Set([true, false]));
  }, 120_000);

  test('let process.env be read only where the table says', () => {
    const forms = [
      'export const home = process.env.HOME;\n',
      'export const { env } = process;\n',
      "import { env } from 'node:process';\nexport const home = env.HOME;\n",
      'export const home = globalThis.process.env.HOME;\n',
    ];
    const wrong = ['contracts', 'model', 'stacks', 'services/producer', 'local'].map(
      (room) => `${room}/architecture-probe.ts`,
    );
    const right = architecture.processEnv.only.map(probeIn);
    const cases = [...wrong, ...right].flatMap((file) => forms.map((code) => ({ file, code })));
    const refused = lint(cases).map(({ rules }) =>
      rules.some((rule) => /no-restricted-(properties|imports|syntax)$/.test(rule)),
    );
    expect(refused.slice(0, wrong.length * forms.length)).not.toContain(false);
    expect(refused.slice(wrong.length * forms.length)).not.toContain(true);
  }, 120_000);
});

describe('other rules', () => {
  const probe = '__tests__/model/probe.test.ts';
  const cases = [
    { name: 'a focused test', file: probe, code: "it.only('runs', () => {});", rule: 'no-restricted-properties' },
    { name: 'a skipped test', file: probe, code: "describe.skip('x', () => {});", rule: 'no-restricted-properties' },
    { name: 'a test to do', file: probe, code: "test.todo('later');", rule: 'no-restricted-properties' },
    { name: 'a skipped table', file: probe, code: "it.skip.each([1])('x', f);", rule: 'no-restricted-properties' },
    { name: 'an x-ed test', file: probe, code: "xit('runs', () => {});", rule: 'no-restricted-globals' },
    { name: 'any', file: 'model/probe.ts', code: 'let a: any;', rule: '@typescript-eslint/no-explicit-any' },
    { name: 'a loose comparison', file: 'model/probe.ts', code: 'a == b;', rule: 'eqeqeq' },
    {
      name: 'an import of itself',
      file: 'model/units/size.ts',
      code: "export * from './size';",
      rule: 'import-x/no-self-import',
    },
    { name: 'a cycle', file: 'model/units/unit-error.ts', code: "export * from './size';", rule: 'import-x/no-cycle' },
    { name: 'a file too long', file: 'model/probe.ts', code: 'f();\n'.repeat(401), rule: 'max-lines' },
  ] as const;
  let verdicts: Verdict[] = [];
  beforeAll(() => {
    verdicts = lint(cases);
  }, 60_000);

  test.each(cases.map(({ name, rule }, index) => ({ name, rule, index })))('reject $name', ({ rule, index }) => {
    expect(verdicts[index]!.rules).toContain(rule);
  });
});
