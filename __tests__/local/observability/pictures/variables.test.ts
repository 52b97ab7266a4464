import { rateInterval, UnknownVariableError, withVariables } from '../../../../local/observability/pictures/variables';

const span = { from: 1_000, to: 1_600, step: 10 };

describe('the variables of a panel', () => {
  it('become what Grafana makes of them', () => {
    expect(withVariables('rate(a[$__rate_interval]) + rate(b[${__rate_interval}])', span, 5)).toBe(
      'rate(a[20s]) + rate(b[20s])',
    );
    expect(withVariables('avg_over_time(a[$__range:$__interval])', span, 5)).toBe('avg_over_time(a[600s:10s])');
  });

  it('let a rate look back four scrapes, or over the whole way between two points', () => {
    expect([rateInterval(5, 5), rateInterval(60, 5)]).toEqual([20, 65]);
  });

  it('leave the end of a pattern alone', () => {
    expect(withVariables('a{b=~"x|y$"}', span, 5)).toBe('a{b=~"x|y$"}');
  });

  it('rejects one that a reader would fill in', () => {
    const ask = (): string => withVariables('a{service="$service"}', span, 5);
    expect(ask).toThrow(UnknownVariableError);
    expect(ask).toThrow("'$service' in 'a{service=\"$service\"}' is not known");
  });
});
