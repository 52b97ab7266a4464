import type { Suite } from '../suite';
import { batchesSuite } from './batches';
import { httpSuite } from './http';
import { pathSuite } from './path';
import { profilesSuite } from './profiles';
import { scalingSuite } from './scaling';
import { servicesSuite } from './services';
import { singlesSuite } from './singles';
import { telemetrySuite } from './telemetry';

/** In the order in which `all` runs them. */
export const suites: readonly Suite[] = [
  singlesSuite,
  batchesSuite,
  httpSuite,
  servicesSuite,
  pathSuite,
  scalingSuite,
  profilesSuite,
  telemetrySuite,
];
