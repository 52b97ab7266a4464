import { countsOf, plus, summaryLine, type JestReport } from '../../../local/build/test-counts';

const report = (changes: Partial<JestReport>): JestReport => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  ...changes,
});

describe('the counts of a run', () => {
  test.each([
    ['a check that ended well', true, undefined, '1 passed, 0 failed'],
    ['a check that did not', false, undefined, '0 passed, 1 failed'],
    ['tests that passed', true, report({}), '3 passed, 0 failed'],
    ['tests that failed', false, report({ numFailedTests: 2 }), '3 passed, 2 failed'],
    ['a file that does not compile', false, report({ numRuntimeErrorTestSuites: 1 }), '3 passed, 1 failed'],
    ['a failure outside every test', false, report({}), '3 passed, 1 failed'],
    ['tests that did not run', true, report({ numPendingTests: 1, numTodoTests: 1 }), '3 passed, 0 failed, 2 skipped'],
  ])('say of %s: %s, %j, %s', (_name, ok, jest, line) => {
    expect(summaryLine(countsOf(ok, jest))).toBe(line);
  });

  test('add up', () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(plus(one, { passed: 10, failed: 20, skipped: 30 })).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});
