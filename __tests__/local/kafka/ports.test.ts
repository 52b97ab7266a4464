import { createServer, type Server } from 'node:net';
import { chooseFreePorts, isPortFree, requirePortFree } from '../../../local/kafka/ports';

let server: Server;
let port: number;

beforeEach(async () => {
  [port = 0] = await chooseFreePorts(1, []);
  server = createServer();
  await new Promise<void>((settle) => server.listen(port, '127.0.0.1', settle));
});
afterEach(() => new Promise<void>((settle) => void server.close(() => settle())));

describe('requirePortFree', () => {
  it('rejects a busy port with its number, its purpose, its holder and the way out', async () => {
    await expect(requirePortFree(port, 'client listener of broker 1', 'the option `ports`')).rejects.toMatchObject({
      code: 'LOCAL_PORT_BUSY',
      canRetry: true,
      message: expect.stringMatching(
        new RegExp(`port ${port} .*process ${process.pid}.*client listener of broker 1.*choose another: the option`),
      ) as string,
    });
  });
});

describe('requirePortFree of another address', () => {
  it('rejects an address that this machine does not have, by its name', async () => {
    await expect(requirePortFree(port, 'secured listener', 'an option', '192.0.2.77')).rejects.toMatchObject({
      code: 'LOCAL_OPTIONS_INVALID',
      message: expect.stringContaining('192.0.2.77 is no address of this machine') as string,
    });
  });
});

describe('chooseFreePorts', () => {
  it('chooses different free ports below those of outgoing connections', async () => {
    const ports = await chooseFreePorts(20, [port]);
    expect(new Set(ports).size).toBe(20);
    expect(ports).not.toContain(port);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    for (const chosen of ports) expect(await isPortFree(chosen)).toBe(true);
  });
});
