/** A value that its unit cannot hold, or a conversion that would lose some of it. */
export class UnitError extends RangeError {
  override readonly name = 'UnitError';
  readonly code = 'UNIT_INVALID';
  constructor(unit: string, got: string, allowed: string) {
    super(`${unit}: got ${got}; allowed: ${allowed}`);
  }
}
