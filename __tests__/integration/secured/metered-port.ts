import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** A port that leads to a broker and counts what the broker sends: whose records a client fetches. */
export class MeteredPort {
  readonly port: number;
  private sent = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => number,
  ) {
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.lead(client));
  }

  /** @param target port on loopback, asked at each connection */
  static async open(target: () => number): Promise<MeteredPort> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MeteredPort(server, target);
  }

  /** Bytes from the broker to its clients so far. */
  get bytes(): number {
    return this.sent;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private lead(client: Socket): void {
    const broker = connect({ host: '127.0.0.1', port: this.target() });
    broker.on('data', (chunk: Buffer) => (this.sent += chunk.length));
    for (const socket of [client, broker]) {
      this.sockets.add(socket);
      socket.setNoDelay(true).once('close', () => this.sockets.delete(socket));
    }
    // An end or an error on one side is the other's, too.
    pipeline(client, broker, client, () => undefined);
  }
}
