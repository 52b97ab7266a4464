import { createServer, type Server } from 'node:http';

/** Test code: as much of an API server as Helm's `lookup` asks of it. `answer` gives an object by its path, or nothing. */
export async function apiServer(answer: (path: string) => object | undefined): Promise<Server> {
  const server = createServer((request, response) => {
    const found = answer((request.url ?? '').split('?')[0] ?? '');
    response.statusCode = found ? 200 : 404;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(found ?? { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
