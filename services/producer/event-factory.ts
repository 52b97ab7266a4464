import { randomInt, randomUUID } from 'node:crypto';
import { eventTypes, type EventType, type PostEvent } from '../../contracts/events/post';

const pick = <T>(choices: readonly [T, ...T[]]): T => choices[randomInt(choices.length)] ?? choices[0];

const userId = (): string => `user-${randomInt(1, 10_000)}`;

/** One realistic body for each type; they differ in shape, as real ones do. */
const dataOf: Readonly<Record<EventType, () => PostEvent['data']>> = {
  user_action: () => ({
    user_id: userId(),
    session_id: randomUUID(),
    action: pick(['login', 'logout', 'page_view', 'click', 'search', 'purchase']),
    page: pick(['/', '/catalogue', '/basket', '/account', '/help']),
    user_agent: pick(['web', 'ios', 'android']),
  }),
  system_metric: () => ({
    host: `node-${randomInt(1, 40)}`,
    metric: pick(['cpu_usage', 'memory_usage', 'disk_usage', 'network_latency']),
    value: randomInt(0, 10_000) / 100,
    unit: 'percent',
  }),
  business_event: () => ({
    order_id: randomUUID(),
    customer_id: userId(),
    kind: pick(['order_created', 'order_paid', 'order_shipped', 'order_returned']),
    amount_cents: randomInt(100, 500_000),
    currency: pick(['EUR', 'USD', 'GBP']),
  }),
  error_log: () => ({
    component: pick(['checkout', 'search', 'mail', 'inventory']),
    level: pick(['warning', 'error', 'critical']),
    error_code: pick(['E_TIMEOUT', 'E_REFUSED', 'E_NOT_FOUND', 'E_CONFLICT']),
    message: pick(['upstream did not answer in time', 'connection refused', 'no such item', 'version conflict']),
    attempt: randomInt(1, 5),
  }),
};

const sourceOf: Readonly<Record<EventType, readonly [string, ...string[]]>> = {
  user_action: ['web-frontend', 'mobile-app'],
  system_metric: ['node-agent-a', 'node-agent-b', 'node-agent-c'],
  business_event: ['order-service', 'billing-service'],
  error_log: ['checkout-service', 'search-service', 'mail-service'],
};

/** An event with the given fields; the rest is generated, to fit its type. */
export function newEvent(fields: Partial<PostEvent> = {}): PostEvent {
  const type = fields.event_type ?? pick(eventTypes);
  return {
    event_id: fields.event_id ?? randomUUID(),
    timestamp: fields.timestamp ?? new Date().toISOString(),
    event_type: type,
    source: fields.source ?? pick(sourceOf[type]),
    version: '1.0',
    data: fields.data ?? dataOf[type](),
  };
}
