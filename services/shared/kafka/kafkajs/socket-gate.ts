import { readFileSync } from 'node:fs';
import * as net from 'node:net';
import * as tls from 'node:tls';
import type { ISocketFactory } from 'kafkajs';

const KEEP_ALIVE_MS = 30_000;

/** Files of a TLS connection. They are read at each connect, so that renewed certificates need no restart. */
export interface TlsFiles {
  readonly caFile: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/**
 * All sockets of one KafkaJS client. KafkaJS can not cancel a send, its `disconnect()` waits for the answers of a hung
 * broker, and a send that is being retried reconnects a disconnected producer: cutting its sockets is the only way to
 * be sure that nothing more is written.
 */
export class SocketGate {
  private readonly sockets = new Map<net.Socket, string>();
  private shut = false;

  constructor(private readonly tlsFiles?: TlsFiles) {}

  get isShut(): boolean {
    return this.shut;
  }

  readonly socketFactory: ISocketFactory = ({ host, port, onConnect }) => {
    // KafkaJS wraps what is thrown here as a connection error.
    if (this.shut) throw new Error('this client is closed');
    const socket = this.connect(host, port, onConnect);
    // Nagle's algorithm holds back the end of a request until the last one is acknowledged: up to 40 ms.
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.sockets.set(socket, `${host}:${port}`);
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  };

  /** Ends the connections to a broker that does not answer; KafkaJS keeps them for ever after a request timed out. */
  cutBroker(address: string): void {
    for (const [socket, peer] of this.sockets) {
      // With an error: KafkaJS listens to `error` and `end`, not to `close`.
      if (peer === address) socket.destroy(new Error('no answer in time'));
    }
  }

  /** Ends all connections and allows no new one. */
  cut(): void {
    this.shut = true;
    for (const socket of this.sockets.keys()) socket.destroy(new Error('client closed'));
  }

  private connect(host: string, port: number, onConnect: () => void): net.Socket {
    if (!this.tlsFiles) return net.connect({ host, port }, onConnect);
    const { caFile, certFile, keyFile } = this.tlsFiles;
    return tls.connect(
      {
        host,
        port,
        ...(net.isIP(host) ? {} : { servername: host }),
        ca: readFileSync(caFile),
        ...(certFile && keyFile ? { cert: readFileSync(certFile), key: readFileSync(keyFile) } : {}),
      },
      onConnect,
    );
  }
}
