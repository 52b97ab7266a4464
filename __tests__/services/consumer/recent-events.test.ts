import { RecentEvents } from '../../../services/consumer/recent-events';
import { event, record } from '../support/fixtures';

test('keeps the last events only, by number', () => {
  const recent = new RecentEvents(3, 1_000_000);
  const events = Array.from({ length: 5 }, () => event());
  for (const each of events) recent.add(each, record(each));
  expect(recent.size).toBe(3);
  expect(events.map(({ event_id }) => recent.find(event_id) !== undefined)).toEqual([false, false, true, true, true]);
  expect(recent.last()?.event).toEqual(events[4]);
});

test('keeps them within a number of bytes, however large each is', () => {
  const large = () => event({ data: { filler: 'x'.repeat(1_000) } });
  const recent = new RecentEvents(1_000, 5_000);
  for (let i = 0; i < 20; i += 1) {
    const each = large();
    recent.add(each, record(each));
  }
  expect(recent.size).toBe(4);
});

test('moves an event that comes again to the end', () => {
  const [one, two, three] = [event(), event(), event()];
  const recent = new RecentEvents(2, 1_000_000);
  for (const each of [one, two, one, three]) recent.add(each, record(each));
  expect(recent.find(two.event_id)).toBeUndefined();
  expect(recent.find(one.event_id)).toBeDefined();
});

test('lets go even of an event that alone is too large', () => {
  const recent = new RecentEvents(10, 10);
  const each = event();
  recent.add(each, record(each));
  expect(recent.size).toBe(0);
  expect(recent.last()).toBeUndefined();
});

test('lets go of the texts of events that are forgotten or replaced', () => {
  const recent = new RecentEvents(1_000, 5_000);
  const held = (): number =>
    (recent as unknown as { order: { value: string }[] }).order.reduce((sum, { value }) => sum + value.length, 0);
  const same = event({ data: { filler: 'x'.repeat(1_000) } });
  for (let i = 0; i < 200; i += 1) {
    const other = event({ data: { filler: 'x'.repeat(1_000) } });
    recent.add(same, record(same));
    recent.add(other, record(other));
  }
  expect(held()).toBeLessThanOrEqual(5_000);
});
