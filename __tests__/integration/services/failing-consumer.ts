/** The consumer service with a processing that fails for some events: what a real one does on a bad day. */
import { consumerService } from '../../../services/consumer/service';
import { UnprocessableEventError } from '../../../services/shared/consuming/failure';
import { createEngine } from '../../../services/shared/kafka-engine';
import { runService } from '../../../services/shared/run-service';

const service = consumerService(({ data }) => {
  if (data['fails'] === 'always') return Promise.reject(new Error('the database is busy'));
  if (data['fails'] === 'for good')
    return Promise.reject(new UnprocessableEventError('UNKNOWN_ACCOUNT', 'no such account'));
  return Promise.resolve();
});

void runService(service, createEngine);
