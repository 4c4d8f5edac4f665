/** A small HTTP double of Slack's Web API: records calls, answers from a script, takes uploaded bytes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedCall {
  readonly method: string;
  /** Arguments; blocks, views, files and metadata are parsed. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** One answer: an error code, a body, or an HTTP status (429 with seconds to wait; 0 drops the connection). */
export type Answer =
  | string
  | Readonly<Record<string, unknown>>
  | { readonly status: number; readonly retryAfterS?: number };

export interface SlackApiDouble {
  readonly url: string;
  readonly calls: readonly RecordedCall[];
  readonly uploads: readonly Uint8Array[];
  /** Bodies posted to the response_url. */
  readonly responses: readonly Readonly<Record<string, unknown>>[];
  readonly responseUrl: string;
  /** The next answers of a method, in order; then its usual one. */
  script(method: string, ...answers: Answer[]): void;
  of(method: string): readonly RecordedCall[];
  close(): Promise<void>;
}

const PARSED = new Set(['blocks', 'view', 'files', 'metadata']);

export async function startSlackApiDouble(): Promise<SlackApiDouble> {
  const calls: RecordedCall[] = [];
  const uploads: Uint8Array[] = [];
  const responses: Record<string, unknown>[] = [];
  const scripts = new Map<string, Answer[]>();
  let counter = 0;
  let url = '';

  const usual = (method: string, args: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    counter++;
    if (method === 'auth.test') return { user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T1' };
    if (method === 'chat.postMessage')
      return { ts: `1700000000.${String(counter).padStart(6, '0')}`, channel: args.channel };
    if (method === 'chat.update') return { ts: args.ts, channel: args.channel };
    if (method === 'chat.postEphemeral') return { message_ts: '1700000000.000001' };
    if (method.startsWith('views.')) return { view: { id: `V${counter}`, hash: `h${counter}` } };
    if (method === 'conversations.open') return { channel: { id: `D${String(args.users).slice(1)}` } };
    if (method === 'files.getUploadURLExternal')
      return { upload_url: `${url}/upload/${counter}`, file_id: `F000000${counter}` };
    return {};
  };

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '';
    if (path.startsWith('/upload/')) {
      const [scripted] = scripts.get('upload')?.splice(0, 1) ?? [];
      if (typeof scripted === 'object' && 'status' in scripted && typeof scripted.status === 'number') {
        response.writeHead(scripted.status).end();
        return;
      }
      uploads.push(new Uint8Array(body));
      response.end('OK');
      return;
    }
    if (path === '/respond') {
      responses.push(JSON.parse(body.toString('utf8')) as Record<string, unknown>);
      response.end('ok');
      return;
    }
    const method = path.replace('/api/', '');
    const args: Record<string, unknown> = {};
    for (const [name, value] of new URLSearchParams(body.toString('utf8')))
      args[name] = PARSED.has(name) ? JSON.parse(value) : value;
    calls.push({ method, args });
    const [scripted] = scripts.get(method)?.splice(0, 1) ?? [];
    if (typeof scripted === 'object' && 'status' in scripted && typeof scripted.status === 'number') {
      if (scripted.status === 0) {
        request.socket.destroy();
        return;
      }
      const headers = 'retryAfterS' in scripted ? { 'retry-after': String(scripted.retryAfterS) } : {};
      response.writeHead(scripted.status, headers).end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    response.setHeader('content-type', 'application/json');
    const answer =
      typeof scripted === 'string'
        ? { ok: false, error: scripted }
        : { ok: true, ...usual(method, args), ...(scripted as Record<string, unknown> | undefined) };
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `${url}/api/`,
    responseUrl: `${url}/respond`,
    calls,
    uploads,
    responses,
    script(method, ...answers) {
      scripts.set(method, [...(scripts.get(method) ?? []), ...answers]);
    },
    of: (method) => calls.filter((call) => call.method === method),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
