export { Cpu } from './cpu';
export { DataRate } from './data-rate';
export { Duration } from './duration';
export { isUnit, type Unit } from './is-unit';
export { Size } from './size';
export { UnitError } from './unit-error';
