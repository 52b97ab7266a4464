import { createRequire } from 'node:module';
import type { LRParser } from '@lezer/lr';
import { exporters, type MetricName } from '../../../../modules/monitoring/signals/catalog';
import { targetLabels, type MetricFacts } from '../../../../modules/monitoring/signals/catalog/exporter';

// Its types are those of an ES module, which it is only for who imports it.
const { parser } = createRequire(__filename)('@prometheus-io/lezer-promql') as { readonly parser: LRParser };

type SyntaxNode = ReturnType<LRParser['parse']>['topNode'];

/** Labels of an expression's series; a scalar has none and takes the other side's. */
type Labels = ReadonlySet<string> | 'scalar';

const catalog = new Map<string, MetricFacts>(
  Object.values(exporters).flatMap(({ metrics }) => Object.entries<MetricFacts>(metrics)),
);

/** A family's facts by the name of one of its series, and the labels that such a series has. */
function familyOf(series: string): { readonly name: string; readonly labels: readonly string[] } {
  const exact = catalog.get(series);
  if (exact !== undefined && exact.type !== 'histogram') return { name: series, labels: exact.labels };
  const [, name = '', part = ''] = /^(.+)_(bucket|count|sum)$/.exec(series) ?? [];
  const facts = catalog.get(name);
  if (facts?.type === 'histogram') return { name, labels: part === 'bucket' ? [...facts.labels, 'le'] : facts.labels };
  if (facts?.type === 'summary' && part !== 'bucket')
    return { name, labels: facts.labels.filter((label) => label !== 'quantile') };
  throw new Error(`no exporter has the series ${series}`);
}

const bare = (window: string): string => window.replaceAll('$__rate_interval', '5m');

/** The tree of an expression, as Prometheus' own grammar has it. @throws where it does not parse */
function treeOf(text: string): SyntaxNode {
  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) throw new Error(`no PromQL at ${from}: ${text.slice(0, from)} HERE ${text.slice(from)}`);
    },
  });
  const [expression] = tree.topNode.getChildren('Expr');
  if (expression === undefined) throw new Error(`no expression: ${text}`);
  return expression;
}

/** What an expression reads and what its series are told apart by. */
export class ParsedExpression {
  private readonly text: string;
  private readonly root: SyntaxNode;

  constructor(text: string) {
    this.text = bare(text);
    this.root = treeOf(this.text);
  }

  /** Families, without the suffixes of their series. */
  families(): ReadonlySet<MetricName> {
    const found = new Set<MetricName>();
    this.root.cursor().iterate((node) => {
      if (node.name === 'VectorSelector') found.add(familyOf(this.nameOf(node.node)).name as MetricName);
    });
    return found;
  }

  /** @throws where a label is asked for that no series there has, or two sides cannot match */
  labels(): readonly string[] {
    const labels = this.of(this.root);
    return labels === 'scalar' ? [] : [...labels].sort();
  }

  private of(node: SyntaxNode): Labels {
    switch (node.name) {
      case 'VectorSelector':
        return new Set([...familyOf(this.nameOf(node)).labels, ...targetLabels]);
      case 'NumberDurationLiteral':
        return 'scalar';
      case 'AggregateExpr':
        return this.aggregated(node);
      case 'BinaryExpr':
        return this.joined(node);
      case 'FunctionCall':
        return this.called(node);
      default:
        return this.of(this.argument(node, 0));
    }
  }

  private aggregated(node: SyntaxNode): Labels {
    const inner = this.of(this.argument(this.child(node, 'FunctionCallBody'), 0));
    const by = this.names(node.getChild('AggregateModifier'));
    const unknown = by.filter((label) => inner === 'scalar' || !inner.has(label));
    if (unknown.length > 0) throw new Error(`no series has ${unknown.join(', ')}: ${this.word(node)}`);
    return new Set(by);
  }

  private joined(node: SyntaxNode): Labels {
    const [left, right] = [this.of(this.argument(node, 0)), this.of(this.argument(node, 1))];
    if (left === 'scalar' || right === 'scalar') return left === 'scalar' ? right : left;
    const clause = node.getChild('MatchingModifierClause');
    if (clause === null) {
      // Without a clause only the same labels match, also for `and`, `or` and `unless`.
      if ([...left].sort().join() !== [...right].sort().join())
        throw new Error(`{${[...left].join()}} never matches {${[...right].join()}}: ${this.word(node)}`);
      return left;
    }
    const filter = node.getChild('And') ?? node.getChild('Unless');
    if (clause.getChild('GroupLeft') !== null || filter !== null) return left;
    return clause.getChild('On') === null ? left : new Set(this.names(clause));
  }

  private called(node: SyntaxNode): Labels {
    const name = this.word(this.child(node, 'FunctionIdentifier'));
    if (name === 'time' || name === 'scalar') return 'scalar';
    if (name === 'absent') return new Set();
    const body = this.child(node, 'FunctionCallBody');
    if (name !== 'histogram_quantile') return this.of(this.argument(body, 0));
    const buckets = this.of(this.argument(body, 1));
    if (buckets === 'scalar' || !buckets.has('le')) throw new Error(`a quantile needs le: ${this.word(node)}`);
    return new Set([...buckets].filter((label) => label !== 'le'));
  }

  private nameOf(selector: SyntaxNode): string {
    return this.word(this.child(selector, 'Identifier'));
  }

  private names(parent: SyntaxNode | null): string[] {
    return (parent?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []).map((label) => this.word(label));
  }

  private argument(node: SyntaxNode, index: number): SyntaxNode {
    const found = node.getChildren('Expr')[index];
    if (found === undefined) throw new Error(`${node.name} has no expression ${index}: ${this.word(node)}`);
    return found;
  }

  private child(node: SyntaxNode, type: string): SyntaxNode {
    const found = node.getChild(type);
    if (found === null) throw new Error(`${node.name} has no ${type}: ${this.word(node)}`);
    return found;
  }

  private word({ from, to }: SyntaxNode): string {
    return this.text.slice(from, to);
  }
}
