import { describeQuorumRequest, readDescribeQuorum, type MetadataQuorum } from '../../local/kafka/metadata-quorum';
import type { InternalBroker } from './broker-views';

/**
 * Who leads the metadata quorum, through a connection of KafkaJS with its TLS and its user, who needs Describe on the
 * cluster. The broker that is asked hands the question on to the active controller.
 */
export async function describeQuorum(broker: InternalBroker): Promise<MetadataQuorum> {
  const connection = await broker.connectionPool.getConnection();
  return (await connection.send({ request, response, logResponseError: false })) as MetadataQuorum;
}

const whole = describeQuorumRequest(0);
const lengthOfClientId = whole.readInt16BE(12);
/** KafkaJS writes length and header itself, the latter without the tags, with which this begins. */
const body = whole.subarray(14 + lengthOfClientId);

const request = {
  apiKey: whole.readInt16BE(4),
  apiVersion: whole.readInt16BE(6),
  apiName: 'DescribeQuorum',
  // Looks like KafkaJS's encoder: it asks for `buf` and copies `buffer`.
  encode: () => Promise.resolve({ buf: body, buffer: body }),
};

const CORRELATION_ID = Buffer.alloc(4);

const response = {
  decode: (content: Buffer) => Promise.resolve(content),
  parse: (content: Buffer): Promise<MetadataQuorum> => {
    const quorum = readDescribeQuorum(Buffer.concat([CORRELATION_ID, content]));
    if (quorum !== undefined) return Promise.resolve(quorum);
    return Promise.reject(new Error('no leader, or the user may not describe the cluster'));
  },
};
