import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import eslint from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;
const architecture = JSON.parse(readFileSync(new URL('architecture.json', import.meta.url), 'utf8'));

/** `services/*` stands for each service's folder that is there. */
const expand = (room) =>
  room.endsWith('/*')
    ? readdirSync(`${root}/${room.slice(0, -2)}`, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !(room.replace('*', entry.name) in architecture.rooms))
        .map((entry) => room.replace('*', entry.name))
    : [room];
const rooms = Object.entries(architecture.rooms).flatMap(([room, rule]) => expand(room).map((name) => [name, rule]));

const isFile = (room) => /\.\w+$/.test(room);
const filesOf = (room) => (isFile(room) ? room : `${room}/**/*.ts`);

/** What a room imports of ours: everything is refused but itself and what the table names. */
const zones = rooms
  .filter(([, { may }]) => !may.includes('*'))
  .map(([room, { may, why }]) => ({
    target: `./${room}`,
    from: './',
    except: [room, ...may, 'node_modules'].map((path) => `./${path}`),
    message: `${room} may import ${[...may, 'itself'].join(', ')} of ours: ${why} (architecture.json).`,
  }));

const inRoom = (file, only) => only.some((room) => file === room || file.startsWith(`${room}/`));
/** A slash inside a selector's regular expression would end it. */
const slash = '\\x2F';
const builtins = builtinModules.filter((name) => !name.startsWith('_'));
const restrictedImport = ({ packages, only, why }) => ({
  regex: `^(${packages.map(toPattern).join('|')})(${slash}|$)`,
  message: `Only ${only.join(', ')} may import it: ${why} (architecture.json).`,
});
const toPattern = (name) => {
  if (name === 'node:*') return ['node:.+', ...builtins].join('|').replaceAll('/', slash);
  return name.replaceAll('/', slash).replace('*', `[^${slash}]+`);
};

/** The libraries that a room may not import, statically or with `import()`. */
const libraryRules = (room) => {
  const refused = architecture.libraries.filter(({ only }) => !inRoom(room, only)).map(restrictedImport);
  const envRefused = !inRoom(room, architecture.processEnv.only);
  const envMessage = `Only ${architecture.processEnv.only.join(', ')} may read process.env: ${architecture.processEnv.why}.`;
  const syntax = refused.map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex}/]`,
    message,
  }));
  if (envRefused) {
    const selector = "MemberExpression[property.name='env'][object.property.name='process']";
    syntax.push({ selector, message: envMessage });
  }
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: refused,
        paths: envRefused
          ? ['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: envMessage }))
          : [],
      },
    ],
    'no-restricted-properties': [
      'error',
      ...(envRefused ? [{ object: 'process', property: 'env', message: envMessage }] : []),
      ...focused,
    ],
    // A bare severity would keep the options of the room around it.
    'no-restricted-syntax': syntax.length === 0 ? 'off' : ['error', ...syntax],
  };
};

/** A test runs or is not there. */
const focused = ['it', 'test', 'describe'].flatMap((object) =>
  ['only', 'skip', 'todo', 'failing'].map((property) => ({
    object,
    property,
    message: 'No focused, skipped or empty test: repair it or delete it.',
  })),
);

/** Rooms of the library table that are deeper than the import table's come later and so win. */
const libraryRooms = [
  ...new Set([
    ...rooms.map(([room]) => room),
    ...architecture.libraries.flatMap(({ only }) => only),
    ...architecture.processEnv.only,
  ]),
].sort((one, other) => one.split('/').length - other.split('/').length);

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'cdktf.out/', '.millrace/', 'coverage/', 'modules/kubernetes/generated/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    settings: {
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json', '.node'] })],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: root, zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      'no-restricted-globals': ['error', 'fit', 'fdescribe', 'xit', 'xtest', 'xdescribe'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  ...libraryRooms.map((room) => ({ files: [filesOf(room)], rules: libraryRules(room) })),
  {
    files: ['__tests__/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: { process: 'readonly', console: 'readonly', module: 'writable', __dirname: 'readonly', URL: 'readonly' },
    },
  },
);
