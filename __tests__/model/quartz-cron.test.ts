import { isQuartzCron } from '../../model/rules/quartz-cron';

describe('a cron expression of Quartz', () => {
  it.each([
    '* * 3 ? * TUE-THU',
    '* * 0-1 ? * SUN,MON,TUE,WED,THU *',
    '* * 22 ? * 2,3 2026-2030',
    '0/15 * 8-10 L * ?',
    '* * 14 LW 6 ?',
    '* * 14 15W jan-mar ?',
    '* * 14 L-3 * ?',
    '* * 3 ? * FRI#2',
    '* * 3 ? * 6L',
    '  * * 3 ? * TUE  ',
  ])('is %s', (expression) => {
    expect(isQuartzCron(expression)).toBe(true);
  });

  it.each([
    ['', 'nothing'],
    ['* * 3 ? *', 'five fields'],
    ['* * 3 ? * TUE * *', 'eight fields'],
    ['* * 3 * * TUE', 'both days'],
    ['* * 3 ? * ?', 'neither day'],
    ['60 * 3 ? * TUE', 'a 61st second'],
    ['* * 24 ? * TUE', 'a 25th hour'],
    ['* * 3 32 * ?', 'a 32nd day'],
    ['* * 3 ? 0 TUE', 'a month before January'],
    ['* * 3 ? * 8', 'an eighth day of the week'],
    ['* * 3 ? * TUES', 'a day by another name'],
    ['* * 3 ? * TUE-', 'half of a range'],
    ['* * 3 ? * TUE-WED-THU', 'a range of three'],
    ['* * */0 ? * TUE', 'steps of nothing'],
    ['* * 3/2/1 ? * TUE', 'steps of steps'],
    ['* * 3, ? * TUE', 'half of a list'],
    ['? * 3 ? * TUE', 'no second'],
    ['* * 3 ? * TUE 1969', 'a year that was'],
  ])('rejects %s: %s', (expression) => {
    expect(isQuartzCron(expression)).toBe(false);
  });
});
