import { QueueBudget } from '../../../../services/shared/kafka/queue-budget';

it('rejects what goes beyond its records or bytes, and is free again after', async () => {
  const budget = new QueueBudget(2, 100);
  expect([budget.reserve(60), budget.reserve(60), budget.reserve(40), budget.reserve(0)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  const empty = budget.whenEmpty();
  budget.release(60);
  budget.release(40);
  await empty;
  expect([budget.records, budget.bytes]).toEqual([0, 0]);
});
