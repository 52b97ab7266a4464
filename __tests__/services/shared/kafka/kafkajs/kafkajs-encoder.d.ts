/** KafkaJS's own encoder, which ours is held against. */
declare module 'kafkajs/src/protocol/recordBatch/crc32C' {
  export default function crc32C(data: Buffer): number;
}

declare module 'kafkajs/src/protocol/requests/produce/v7/request' {
  export default function produceV7(request: object): object;
}

declare module 'kafkajs/src/protocol/request' {
  export default function createRequest(call: {
    readonly request: object;
    readonly correlationId: number;
    readonly clientId: string;
  }): Promise<{ readonly buffer: Buffer }>;
}
