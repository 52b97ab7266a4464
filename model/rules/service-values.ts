import { z } from 'zod';
import type { ServiceDraft } from '../draft';
import { Cpu, Duration, Size } from '../units';
import { describe, pathTo } from '../violation';
import { cpuFrom, durationFrom, outside, sizeFrom, wholeNumber } from './range';
import { valueRule, type Finding } from './rule';

const inEach = (services: readonly ServiceDraft[], check: (service: ServiceDraft) => readonly Finding[]): Finding[] =>
  services.flatMap((service) => [...check(service)]);

const replicas = wholeNumber(1, 1_000);

export const replicasAreCounted = valueRule({
  code: 'SERVICE_REPLICAS_INVALID',
  title: 'a service runs in a whole number of instances',
  allowed: replicas.allowed,
  fix: 'use 1; 2 or more on a cluster, so that one may go',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, (service) => outside(pathTo('services', service.name, 'replicas'), service.replicas, replicas)),
});

const cpu = cpuFrom(Cpu.millicores(10), Cpu.cores(64));
/** Node.js with the client libraries loaded takes about 90 MiB. */
const memory = sizeFrom(Size.mebibytes(128), Size.gibibytes(256));

export const serviceResourcesAreReal = valueRule({
  code: 'SERVICE_RESOURCES_INVALID',
  title: 'a service asks for processors and memory that Node.js can start with',
  allowed: `cpu ${cpu.allowed}; memory ${memory.allowed}`,
  fix: 'leave it out for 250 m and 256 MiB',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, ({ name, resources }) => [
      ...outside(pathTo('services', name, 'resources', 'cpu'), resources.cpu, cpu),
      ...outside(pathTo('services', name, 'resources', 'memory'), resources.memory, memory),
    ]),
});

const attempts = wholeNumber(1, 100);

export const attemptsAreCounted = valueRule({
  code: 'SERVICE_ATTEMPTS_INVALID',
  title: 'a record is tried at least once before it is given up, and not for ever',
  allowed: attempts.allowed,
  fix: 'leave it out for 5',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, (service) => outside(pathTo('services', service.name, 'attempts'), service.attempts, attempts)),
});

const timeout = durationFrom(Duration.milliseconds(1), Duration.hours(1));

export const timeoutsEnd = valueRule({
  code: 'SERVICE_TIMEOUT_INVALID',
  title: 'a service waits for deliveries and drains for some time and comes to an end',
  allowed: timeout.allowed,
  fix: 'leave it out: 30 s to deliver, 20 s to drain',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, ({ name, deliveryTimeout, drainTimeout }) => [
      ...outside(pathTo('services', name, 'deliveryTimeout'), deliveryTimeout, timeout),
      ...outside(pathTo('services', name, 'drainTimeout'), drainTimeout, timeout),
    ]),
});

const queue = sizeFrom(Size.kibibytes(64), Size.gibibytes(8));

export const queueHoldsSomething = valueRule({
  code: 'SERVICE_QUEUE_INVALID',
  title: 'what waits for the brokers has some room, and an end',
  allowed: queue.allowed,
  fix: 'leave it out for 32 MiB',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, (service) => outside(pathTo('services', service.name, 'queueSize'), service.queueSize, queue)),
});

export const sampleRatioIsAShare = valueRule({
  code: 'SERVICE_TRACE_RATIO_INVALID',
  title: 'the share of traces that are recorded is a share',
  allowed: 'from 0 to 1',
  fix: 'leave it out for 0.01',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, ({ name, traceSampleRatio: ratio }) =>
      ratio >= 0 && ratio <= 1 ? [] : [{ path: pathTo('services', name, 'traceSampleRatio'), got: describe(ratio) }],
    ),
});

const httpUrl = z.url({ protocol: /^https?$/ });

export const traceEndpointIsAnAddress = valueRule({
  code: 'SERVICE_TRACE_ENDPOINT_INVALID',
  title: 'traces go to an OTLP address over HTTP',
  allowed: 'an http or https URL',
  fix: 'use a URL such as http://otel-collector:4318, or leave it out',
  needs: ['services'],
  check: ({ services }) =>
    inEach(services, ({ name, otlpEndpoint }) =>
      otlpEndpoint === undefined || httpUrl.safeParse(otlpEndpoint).success
        ? []
        : [{ path: pathTo('services', name, 'otlpEndpoint'), got: describe(otlpEndpoint) }],
    ),
});

export const serviceValueRules = [
  replicasAreCounted,
  serviceResourcesAreReal,
  attemptsAreCounted,
  timeoutsEnd,
  queueHoldsSomething,
  sampleRatioIsAShare,
  traceEndpointIsAnAddress,
];
