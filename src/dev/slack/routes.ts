/** The stand-in's HTTP routes: the Web API, upload and response addresses, private files, the page and its live stream. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { ZodError, z } from 'zod';
import type { Actions, Shortcut } from './actions.ts';
import type { AppLink } from './app-link.ts';
import { isObject, type Json } from './check-shape.ts';
import type { Faults } from './faults.ts';
import { SlackApiError } from './method.ts';
import { mimeType, presentFile, presentPerson } from './presentation.ts';
import type { Change, SlackState } from './state.ts';
import { type Bindings, delay, disconnect, type WebApi } from './web-api.ts';
import { APP, PEOPLE, TEAM, YOU } from './workspace.ts';

interface Parts {
  readonly state: SlackState;
  readonly api: WebApi;
  readonly actions: Actions;
  readonly link: AppLink;
  readonly faults: Faults;
  readonly baseUrl: () => string;
  readonly botToken: string;
  readonly command: string;
  readonly shortcuts: readonly Shortcut[];
}

const PAGE = join(import.meta.dirname, 'page');
const FONTS = dirname(dirname(createRequire(import.meta.url).resolve('@fontsource/inter/package.json')));
const FONT_FAMILIES = ['inter', 'noto-sans-symbols', 'noto-sans-symbols-2', 'noto-sans-math', 'noto-emoji'];
const CONTENT_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
/** The page may load nothing that does not come from here; messages may name pictures elsewhere. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data: https: http:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

const values = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const place = {
  user: z.string(),
  channel: z.string().optional(),
  messageTs: z.string().optional(),
  viewId: z.string().optional(),
  actionId: z.string(),
  blockId: z.string().optional(),
  values: values.optional(),
};

export function createRoutes(parts: Parts): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  const { state, actions, faults } = parts;

  routes.onError((error, c) => {
    if (error instanceof SlackApiError) return c.json({ ok: false, error: error.code, ...error.details }, 400);
    if (error instanceof ZodError) return c.json({ ok: false, error: 'invalid_arguments', issues: error.issues }, 400);
    return c.json({ ok: false, error: 'internal_error', message: error.message }, 500);
  });

  routes.on(['GET', 'POST'], '/api/:method', (c) => parts.api.handle(c, c.req.param('method')));

  routes.post('/upload/v1/:key', async (c) => {
    const trouble = await troubled(c, faults, 'upload');
    if (trouble !== null) return trouble;
    const file = [...state.files.values()].find((entry) => entry.uploadKey === c.req.param('key'));
    if (file === undefined || file.completed) return c.text('not found', 404);
    const bytes = await uploadedBytes(c);
    if (bytes.length !== file.bytes) return c.text(`expected ${file.bytes} bytes, got ${bytes.length}`, 400);
    state.storeBytes(file, bytes);
    return c.text(`OK - ${bytes.length}`);
  });

  routes.on('POST', ['/commands/:team/:key', '/actions/:team/:key', '/app/:team/:key'], async (c) => {
    const trouble = await troubled(c, faults, 'response_url');
    if (trouble !== null) return trouble;
    const body: unknown = await c.req.json().catch(() => null);
    if (!isObject(body)) return c.json({ ok: false, error: 'invalid_payload' }, 400);
    try {
      actions.respond(c.req.param('key'), body);
    } catch (error) {
      if (!(error instanceof SlackApiError)) throw error;
      const gone = error.code === 'used_url' || error.code === 'expired_url';
      return c.json({ ok: false, error: error.code, ...error.details }, gone ? 404 : 400);
    }
    return c.json({ ok: true });
  });

  // `name` is the team's and the file's id with a hyphen between. Without the token Slack leads to its sign-in page.
  const privateFile = (c: Context<Bindings>, name: string, download: boolean) =>
    c.req.header('authorization') === `Bearer ${parts.botToken}`
      ? sendFile(state, name.split('-')[1] ?? '', download)
      : c.redirect(`${parts.baseUrl()}/`, 302);
  routes.get('/files-pri/download/:name/:file', (c) => privateFile(c, c.req.param('name'), true));
  routes.get('/files-pri/:name/:file', (c) => privateFile(c, c.req.param('name'), false));

  routes.get('/', (c) => sendStatic(c, PAGE, 'index.html'));
  routes.get('/page/:file', (c) => sendStatic(c, PAGE, c.req.param('file')));
  routes.get('/font/:family/:path{.+}', async (c) => {
    const { family, path } = c.req.param();
    return FONT_FAMILIES.includes(family) ? sendStatic(c, join(FONTS, family), path) : c.text('not found', 404);
  });
  // Addresses Slack hands out lead to the page.
  routes.get('/archives/*', (c) => sendStatic(c, PAGE, 'index.html'));
  routes.get('/files/*', (c) => {
    const id = c.req.path.split('/')[3] ?? '';
    return c.redirect(`/dev/files/${id}`, 302);
  });

  // Only this page may use the person's side; a site visited by chance may not.
  routes.use('/dev/*', async (c, next) => {
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== new URL(c.req.url).origin)
      return c.json({ ok: false, error: 'forbidden' }, 403);
    return next();
  });
  routes.get('/dev/files/:id', (c) => sendFile(state, c.req.param('id'), c.req.query('download') === '1'));
  routes.get('/dev/state', (c) => c.json(pageState(parts, c.req.query('user') ?? YOU)));
  routes.get('/dev/log', (c) => c.json({ calls: parts.api.calls, deliveries: parts.link.deliveries }));
  routes.get('/dev/faults', (c) => c.json(faults.current));
  routes.post('/dev/faults', async (c) => c.json(faults.set(await c.req.json())));
  routes.delete('/dev/faults', (c) => {
    faults.reset();
    return c.json(faults.current);
  });

  routes.get('/dev/stream', (c) => {
    const user = c.req.query('user') ?? YOU;
    return streamSSE(c, async (stream) => {
      const queue: Change[] = [];
      let wake: () => void = () => undefined;
      const listener = (change: Change) => {
        if (change.user !== undefined && change.user !== user) return;
        queue.push(change);
        wake();
      };
      state.changes.on('change', listener);
      stream.onAbort(() => {
        state.changes.off('change', listener);
        wake();
      });
      await stream.writeSSE({ event: 'hello', data: '{}' });
      while (!stream.aborted) {
        const change = queue.shift();
        if (change !== undefined)
          await stream.writeSSE({ event: change.kind, data: JSON.stringify(pageChange(parts, change)) });
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (stream.aborted) resolve();
          });
      }
    });
  });

  const act = <S extends z.ZodType>(name: string, schema: S, run: (given: z.output<S>) => Promise<unknown>) => {
    routes.post(`/dev/act/${name}`, async (c) => c.json(((await run(schema.parse(await c.req.json()))) ?? {}) as Json));
  };
  act(
    'command',
    z.strictObject({ command: z.string(), text: z.string(), channel: z.string(), user: z.string() }),
    (given) => actions.sendCommand(given),
  );
  act('act', z.strictObject({ ...place, choice: z.record(z.string(), z.unknown()).optional() }), (given) =>
    actions.act(defined(given)),
  );
  act('options', z.strictObject({ ...place, query: z.string() }), (given) => actions.requestOptions(defined(given)));
  act('submit', z.strictObject({ user: z.string(), viewId: z.string(), values: values.optional() }), (given) =>
    actions.submitView(defined(given)),
  );
  act('close', z.strictObject({ user: z.string(), viewId: z.string(), all: z.boolean().optional() }), (given) =>
    actions.closeView(defined(given)),
  );
  act(
    'shortcut',
    z.strictObject({
      user: z.string(),
      callbackId: z.string(),
      channel: z.string().optional(),
      messageTs: z.string().optional(),
    }),
    (given) => actions.useShortcut(defined(given)),
  );
  act('home', z.strictObject({ user: z.string() }), ({ user }) => actions.openHome(user));
  act('membership', z.strictObject({ user: z.string(), channel: z.string(), member: z.boolean() }), (given) =>
    actions.setMembership(given),
  );
  routes.post('/dev/act/message', async (c) => {
    const form = await c.req.formData();
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === 'string' ? value : '';
    };
    const files = await Promise.all(
      form
        .getAll('file')
        .filter((entry) => entry instanceof File)
        .map(async (entry) => ({ name: entry.name, bytes: Buffer.from(await entry.arrayBuffer()) })),
    );
    const message = await actions.postMessage({
      channel: text('channel'),
      user: text('user'),
      // Forms travel with CRLF; Slack's messages have LF.
      text: text('text').replaceAll('\r\n', '\n'),
      files,
      ...(text('threadTs') === '' ? {} : { threadTs: text('threadTs') }),
    });
    return c.json({ ts: message.ts });
  });
  return routes;
}

/** Optional fields that are absent stay absent. */
function defined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}

/** The faults that apply to addresses outside the Web API. */
async function troubled(c: Context<Bindings>, faults: Faults, name: string): Promise<Response | null> {
  const slow = faults.take('slow', name);
  if (slow !== undefined) await delay(slow.delayMs, c.req.raw.signal);
  const limited = faults.take('rate_limit', name);
  if (limited !== undefined) return c.text('ratelimited', 429, { 'retry-after': String(limited.retryAfterSeconds) });
  const broken = faults.take('server_error', name);
  if (broken !== undefined) return c.text('server error', broken.status as 500);
  if (faults.take('drop', name) !== undefined) return disconnect(c, c.text(''));
  return null;
}

/** Raw bytes, or the first file of a multipart form. */
async function uploadedBytes(c: Context<Bindings>): Promise<Buffer> {
  const type = c.req.header('content-type') ?? '';
  if (type.includes('multipart/form-data')) {
    const file = [...(await c.req.formData()).values()].find((entry) => entry instanceof File);
    return file === undefined ? Buffer.alloc(0) : Buffer.from(await file.arrayBuffer());
  }
  return Buffer.from(await c.req.arrayBuffer());
}

function sendFile(state: SlackState, id: string, download: boolean): Response {
  const file = state.files.get(id);
  const bytes = state.fileBytes.get(id);
  if (file === undefined || bytes === undefined) return new Response('not found', { status: 404 });
  const disposition = download ? 'attachment' : 'inline';
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': mimeType(file.name),
      'content-length': String(bytes.length),
      'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-content-type-options': 'nosniff',
      // An uploaded picture or page must not run anything in the stand-in's own origin.
      ...(mimeType(file.name) === 'application/pdf'
        ? {}
        : { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" }),
    },
  });
}

async function sendStatic(c: Context<Bindings>, directory: string, name: string): Promise<Response> {
  const path = normalize(join(directory, name));
  const type = CONTENT_TYPES[extname(path)];
  if (!path.startsWith(directory + sep) || type === undefined) return c.text('not found', 404);
  try {
    const content = await readFile(path);
    return c.body(new Uint8Array(content), 200, {
      'content-type': type,
      'cache-control': extname(path) === '.woff2' ? 'max-age=86400' : 'no-cache',
      ...(extname(path) === '.html' ? { 'content-security-policy': PAGE_POLICY } : {}),
    });
  } catch {
    return c.text('not found', 404);
  }
}

/** Everything one person may see, for the page's first look. */
function pageState(parts: Parts, user: string): Json {
  const { state } = parts;
  const channels = [...state.channels.values()].filter(
    (channel) => channel.kind === 'public' || channel.members.includes(user),
  );
  const visible = new Set(channels.map((channel) => channel.id));
  return {
    team: TEAM,
    app: APP,
    command: parts.command,
    shortcuts: parts.shortcuts,
    people: PEOPLE.map(presentPerson),
    user,
    channels,
    messages: state.messages.filter(
      (message) => visible.has(message.channel) && (message.onlyFor === undefined || message.onlyFor === user),
    ),
    files: [...state.files.values()].map((file) => pageFile(parts, file.id)),
    stack: state.stackOf(user),
    home: state.homes.get(user) ?? null,
    faults: parts.faults.current,
  };
}

function pageFile(parts: Parts, id: string): Json {
  const file = parts.state.files.get(id)!;
  const shown = presentFile(parts.state, file, parts.baseUrl());
  return {
    id,
    name: file.name,
    title: file.title,
    size: file.bytes,
    altText: file.altText,
    mimeType: mimeType(file.name),
    url: `/dev/files/${id}`,
    permalink: shown.permalink,
  };
}

function pageChange(parts: Parts, change: Change): Json {
  if (change.kind === 'file' && isObject(change.data.file))
    return { file: pageFile(parts, String(change.data.file.id)) };
  if (change.kind === 'faults') return { faults: parts.faults.current };
  return change.data;
}
