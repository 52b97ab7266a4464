import { Cpu } from './cpu';
import { DataRate } from './data-rate';
import { Duration } from './duration';
import { Size } from './size';

export type Unit = Cpu | DataRate | Duration | Size;

/** Is it one of the units, and so immutable and able to print itself? */
export const isUnit = (value: unknown): value is Unit =>
  value instanceof Cpu || value instanceof DataRate || value instanceof Duration || value instanceof Size;
