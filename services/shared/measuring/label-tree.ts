export type Labels<L extends string> = Readonly<Record<L, string>>;

type Branch<S> = Map<string, Branch<S> | S>;

/** The series of a metric by their labels. Found by walking maps: a key made of all labels costs more than counting does. */
export class LabelTree<L extends string, S extends object> {
  private readonly root: Branch<S> = new Map();
  private readonly every: { readonly labels: Labels<L>; readonly series: S }[] = [];

  constructor(
    private readonly names: readonly L[],
    private readonly make: () => S,
  ) {}

  series(labels: Labels<L>): S {
    const { names } = this;
    let branch = this.root;
    for (let index = 0; index < names.length - 1; index += 1) {
      const label = labels[names[index] as L];
      let next = branch.get(label) as Branch<S> | undefined;
      if (next === undefined) branch.set(label, (next = new Map()));
      branch = next;
    }
    const last = labels[names[names.length - 1] as L];
    return (branch.get(last) as S | undefined) ?? this.add(branch, last, labels);
  }

  all(): readonly { readonly labels: Labels<L>; readonly series: S }[] {
    return this.every;
  }

  private add(branch: Branch<S>, last: string, labels: Labels<L>): S {
    const series = this.make();
    branch.set(last, series);
    this.every.push({ labels: { ...labels }, series });
    return series;
  }
}
