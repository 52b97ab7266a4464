import { labelsOf } from '../kubernetes/object';
import { kafkaClientLabel } from '../kafka/names';

/** Labels by which the objects of a service find each other, and who may call it. */

export const serviceLabels = (service: string): Record<string, string> =>
  labelsOf({ name: service, component: 'service' });

/** Every pod of every service, and no other pod of the namespace. A selector of Deployments: it can never change. */
export const anyService: Record<string, string> = {
  'app.kubernetes.io/part-of': 'millrace',
  'app.kubernetes.io/component': 'service',
};

/** The pods of one service, and no others. */
export const podsOfService = (service: string): Record<string, string> => ({
  ...anyService,
  'app.kubernetes.io/name': service,
});

export const podLabels = (service: string): Record<string, string> => ({
  ...serviceLabels(service),
  ...kafkaClientLabel,
});

/** On pods of the same namespace that may call the services over HTTP. */
export const httpClientLabel = { 'millrace.dev/http-client': 'true' } as const;
