/** Processes of the app and of the local Slack for end-to-end tests: started, watched through what they say, ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { worldSources } from '../../src/data/import/load-demo.ts';
import { loadTables } from '../../src/data/import/load-tables.ts';
import type { WorldOptions } from '../../src/data/sources/demo/options.ts';
import { generateWorld } from '../../src/data/sources/demo/world.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** After the last period of every demo market. */
export const TODAY = new Date('2026-11-22T00:00:00Z');

export const BOT_TOKEN = 'xoxb-end-to-end';
export const SIGNING_SECRET = 'end-to-end-signing-secret';

export function temporaryDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'digi-cadence-e2e-'));
}

export function removeDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}

/** The environment of a started process: nothing of the test's own configuration comes along. */
export function environment(more: Readonly<Record<string, string>>): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'NODE_COMPILE_CACHE'].flatMap((name) => {
    const value = process.env[name];
    return value ? [[name, value] as const] : [];
  });
  return { ...Object.fromEntries(kept), PROFILE: 'test', ...more };
}

/** A market with the planted facts of seed 7, small enough to be imported in a second or two. */
export async function fillStore(
  settings: Readonly<Record<string, string>>,
  world: Partial<WorldOptions> = { seed: 7, periods: 30, brands: 6 },
): Promise<void> {
  const store = await openStore(readConfig(settings), { migrate: true });
  try {
    await loadTables(store.database, worldSources(generateWorld(world)), 'demo', { now: TODAY });
  } finally {
    await store.close();
  }
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `dc` to its end. */
export function runDc(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'src/main.ts'), ...args], { cwd: ROOT, env: environment(env) });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export type LogLine = Readonly<Record<string, unknown>>;

export interface Running {
  readonly child: ChildProcess;
  readonly lines: readonly LogLine[];
  /** The first line, now or later, that fits; fails when the process ends before. */
  line(fits: (line: LogLine) => boolean, timeoutMs?: number): Promise<LogLine>;
  /** Ends the process without giving it a chance to tidy up. */
  kill(): Promise<void>;
  /** Asks it to end, and waits; the exit code. */
  stop(): Promise<number | null>;
}

/** Starts a process whose `stream` carries one JSON object a line. */
function start(args: readonly string[], env: Readonly<Record<string, string>>, stream: 'stdout' | 'stderr'): Running {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: environment(env) });
  const lines: LogLine[] = [];
  const other: string[] = [];
  const watchers = new Set<() => void>();
  let rest = '';
  child[stream].setEncoding('utf8').on('data', (text: string) => {
    rest += text;
    const complete = rest.split('\n');
    rest = complete.pop() ?? '';
    for (const line of complete)
      try {
        lines.push(JSON.parse(line) as LogLine);
      } catch {
        other.push(line);
      }
    for (const look of watchers) look();
  });
  child[stream === 'stdout' ? 'stderr' : 'stdout'].setEncoding('utf8').on('data', (text: string) => other.push(text));
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      resolve(code);
      for (const look of watchers) look();
    });
  });
  return {
    child,
    lines,
    line(fits, timeoutMs = 60_000) {
      return new Promise((resolve, reject) => {
        const finish = (act: () => void): void => {
          watchers.delete(look);
          clearTimeout(timer);
          act();
        };
        const told = (): string =>
          [...lines.slice(-5).map((line) => JSON.stringify(line)), ...other.slice(-5)].join('\n');
        const look = (): void => {
          const found = lines.find(fits);
          if (found) finish(() => resolve(found));
          else if (child.exitCode !== null || child.signalCode !== null)
            finish(() => reject(new Error(`the process ended before it said so:\n${told()}`)));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`not said within ${timeoutMs} ms:\n${told()}`))),
          timeoutMs,
        );
        watchers.add(look);
        look();
      });
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** `dc serve` or `dc worker`, ready. */
export async function startDc(
  command: 'serve' | 'worker',
  env: Readonly<Record<string, string>>,
): Promise<Running & { readonly url: string }> {
  const running = start(['src/main.ts', command], { LOG_LEVEL: 'info', PORT: '0', ...env }, 'stderr');
  const ready = await running.line(({ msg }) => msg === (command === 'serve' ? 'ready' : 'working'));
  return { ...running, url: String(ready.url) };
}

/** One call of the Web API as the local Slack logged it. */
export interface LoggedCall {
  readonly method: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly response: Readonly<Record<string, unknown>>;
}

export interface RemoteState {
  readonly messages: readonly {
    readonly ts: string;
    readonly text: string;
    readonly blocks: readonly Readonly<Record<string, unknown>>[];
    readonly byApp: boolean;
    readonly channel: string;
    readonly threadTs?: string;
    readonly onlyFor?: string;
    readonly files: readonly string[];
  }[];
  readonly files: readonly { readonly id: string; readonly name: string }[];
}

/** The local Slack in a process of its own, seen over HTTP. */
export interface RemoteSlack {
  readonly url: string;
  readonly apiUrl: string;
  command(text: string, user?: string): Promise<{ readonly failure: string | null; readonly ackMs: number }>;
  calls(): Promise<readonly LoggedCall[]>;
  state(): Promise<RemoteState>;
  /** Switches faults on; `rules` replaces all rules. */
  setFaults(changes: Readonly<Record<string, unknown>>): Promise<void>;
  /** How many uses of fault rules are left. */
  faultsLeft(): Promise<number>;
  close(): Promise<void>;
}

/** @param port the app's, which has to stay the same when the app comes back */
export async function startRemoteSlack(port: number): Promise<RemoteSlack> {
  const running = start(
    [
      'src/dev/slack/main.ts',
      ...['--app-url', `http://127.0.0.1:${port}/slack/events`],
      ...['--signing-secret', SIGNING_SECRET, '--bot-token', BOT_TOKEN],
    ],
    {},
    'stdout',
  );
  const { url, apiUrl } = await running.line((line) => typeof line.apiUrl === 'string');
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      ...(body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    url: String(url),
    apiUrl: String(apiUrl),
    command: (text, user = 'U0DCANA01') =>
      ask('/dev/act/command', { command: '/dc', text, channel: 'C0DCPERF1', user }),
    calls: async () => (await ask<{ calls: readonly LoggedCall[] }>('/dev/log')).calls,
    state: () => ask<RemoteState>('/dev/state'),
    setFaults: async (changes) => void (await ask('/dev/faults', changes)),
    faultsLeft: async () =>
      (await ask<{ rules: readonly { count: number }[] }>('/dev/faults')).rules.reduce(
        (sum, { count }) => sum + count,
        0,
      ),
    close: async () => void (await running.stop()),
  };
}

/** A port that the system just gave out and took back. */
export function sparePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The value of one sample of an app's /metrics; 0 while it is not there. */
export async function metric(url: string, sample: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  const line = (await answer.text()).split('\n').find((each) => each.startsWith(`${sample} `));
  return line === undefined ? 0 : Number(line.slice(sample.length));
}

export interface Arrival {
  /** Posts outside threads that everybody sees. */
  readonly posts: RemoteState['messages'];
  /** File names as often as they were shared into a thread. */
  readonly shared: readonly string[];
}

/** What the app left in the channel after `since` (a message's ts; '' for everything). */
export function arrivalOf({ messages, files }: RemoteState, since = ''): Arrival {
  const mine = messages.filter((message) => message.byApp && message.onlyFor === undefined && message.ts > since);
  const nameOf = new Map(files.map(({ id, name }) => [id, name]));
  return {
    posts: mine.filter((message) => message.threadTs === undefined),
    shared: mine.flatMap((message) => message.files.map((id) => nameOf.get(id) ?? id)).sort(),
  };
}
