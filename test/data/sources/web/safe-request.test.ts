/** Requests that somebody could bend: to other addresses, without end, without bounds. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAddressPolicy } from '../../../../src/data/sources/web/public-address.ts';
import { safeGet, type WebRequest } from '../../../../src/data/sources/web/safe-request.ts';
import { AppError } from '../../../../src/errors.ts';
import { startWebServer, type WebServer } from './web-server.ts';

let server: WebServer;
beforeAll(async () => {
  server = await startWebServer();
});
afterAll(() => server?.close());

const ask = (path: string, more: Partial<WebRequest> = {}): WebRequest => ({
  source: 'market',
  url: new URL(path, server.url),
  headers: {},
  policy: createAddressPolicy(['127.0.0.1']),
  limits: { timeoutMs: 500, maxDurationMs: 2_000, maxBytes: 10_000 },
  signal: new AbortController().signal,
  ...more,
});

async function read(web: WebRequest): Promise<string> {
  const { body } = await safeGet(web);
  let all = '';
  for await (const chunk of body) all += chunk;
  return all;
}

async function refusal(web: WebRequest): Promise<string> {
  const error = await read(web).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('source');
  return (error as AppError).message;
}

describe('a request', () => {
  it('gets what is there', async () => {
    server.answer('/plain', (_request, response) => response.end('hello'));
    expect(await read(ask('/plain'))).toBe('hello');
  });

  it('does not reach private addresses by number, name, spelling or redirect', async () => {
    const policy = createAddressPolicy([]);
    const before = server.requests.length;
    const { port } = new URL(server.url);
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]', 'localhost'])
      expect(await refusal(ask('/plain', { policy, url: new URL(`http://${host}:${port}/plain`) }))).toMatch(
        /not a public address/,
      );
    server.answer('/away', (_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(),
    );
    expect(await refusal(ask('/away'))).toMatch(/169\.254\.169\.254 is not a public address/);
    expect(server.requests.length).toBe(before + 1);
  });

  it('goes to the address that was checked, and refuses a name with one address that is not allowed', async () => {
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
    };
    const { port } = new URL(server.url);
    const url = new URL(`http://data.example:${port}/plain`);
    expect(await read(ask('/', { url, resolve: rebinding }))).toBe('hello');
    expect(asked).toBe(1);
    expect(server.requests.at(-1)?.headers.host).toBe(`data.example:${port}`);
    const both = async () => [
      { address: '127.0.0.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    expect(await refusal(ask('/', { url, resolve: both }))).toMatch(/10\.0\.0\.1, which is not a public address/);
  });

  it('keeps its headers from other origins', async () => {
    const other = await startWebServer();
    try {
      other.answer('/there', (_request, response) => response.end('moved'));
      server.answer('/moved', (_request, response) =>
        response.writeHead(307, { location: `${other.url}/there` }).end(),
      );
      expect(await read(ask('/moved', { headers: { authorization: 'Bearer secret' } }))).toBe('moved');
      expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer secret');
      expect(other.requests.at(-1)?.headers.authorization).toBeUndefined();
    } finally {
      await other.close();
    }
  });

  it('follows no ring of redirects, and no other protocol', async () => {
    server.answer('/ring', (_request, response) => response.writeHead(302, { location: '/ring' }).end());
    expect(await refusal(ask('/ring'))).toMatch(/redirects more than 5 times/);
    server.answer('/file', (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end());
    expect(await refusal(ask('/file'))).toMatch(/no http or https address/);
  });

  it('is bounded in size, unpacked', async () => {
    server.answer('/large', (_request, response) => response.end('x'.repeat(10_001)));
    expect(await refusal(ask('/large'))).toMatch(/larger than 10,000 bytes/);
    server.answer('/bomb', (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
    );
    expect(await refusal(ask('/bomb'))).toMatch(/larger than 10,000 bytes/);
  });

  it('is bounded in time, before and inside the answer', async () => {
    server.answer('/silent', () => undefined);
    expect(await refusal(ask('/silent'))).toMatch(/no answer within 500 ms/);
    server.answer('/stalled', (_request, response) => response.writeHead(200).write('some'));
    expect(await refusal(ask('/stalled'))).toMatch(/nothing came for 500 ms/);
    server.answer('/dripping', (_request, response) => {
      const timer = setInterval(() => response.write('.'), 100);
      response.once('close', () => clearInterval(timer));
    });
    expect(
      await refusal(ask('/dripping', { limits: { timeoutMs: 500, maxDurationMs: 1_000, maxBytes: 10_000 } })),
    ).toMatch(/longer than 1000 ms/);
  });

  it('notices an answer that is cut off, and hides the query', async () => {
    server.answer('/half', (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    const message = await refusal(ask('/half?key=hunter2'));
    expect(message).toMatch(/\/half\?…/);
    expect(message).not.toContain('hunter2');
  });

  it.each([401, 404, 500])('says what status %i means', async (status) => {
    server.answer('/status', (_request, response) => response.writeHead(status).end());
    expect(await refusal(ask('/status'))).toMatch(`status ${status}`);
  });
});
