/**
 * Acknowledgement under load: 200 signed commands at 20 per second while reports run, against the whole app in this
 * process (embedded store, demo market) and the local Slack in another. Prints latencies, counts and the longest
 * standstill of the event loop; exits 1 when a command was not acknowledged in Slack's 3 s, lost or answered twice.
 *
 *   node bench/acknowledge.ts [--commands 200] [--rate 20]
 *
 * How to read it: the acknowledgement waits for nothing but this process's event loop, so p99 follows `event loop`; the
 * time to deliver everything follows the number of cores.
 */
import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openStore, startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { loadDemo } from '../src/data/import/load-demo.ts';
import { createLogger } from '../src/log.ts';

const { values } = parseArgs({
  options: { commands: { type: 'string', default: '200' }, rate: { type: 'string', default: '20' } },
});
const COMMANDS = Number(values.commands);
const RATE = Number(values.rate);
const SLACK_PATIENCE_MS = 3_000;
const PATIENCE_MS = 540_000;
const SECRET = 'benchmark-signing-secret';
const TOKEN = 'xoxb-benchmark';
const USER = 'U0DCANA01';
const CHANNEL = 'C0DCPERF1';

/** A fifth of the commands starts a report of its own; the others are answered at once. */
const textOf = (i: number): string => {
  if (i % 5 === 0)
    return `report dc-score-performance last ${6 + (i % 50)} months for ${['Aurora', 'Borealis', 'Cirrus', 'Dune'][(i / 5) % 4]} no pdf`;
  return i % 2 === 0 ? 'help' : 'reports';
};
/** Every tenth request comes a second time, byte for byte, as a retry after a lost answer would. */
const isRepeated = (i: number): boolean => i % 10 === 5;

const directory = mkdtempSync(join(tmpdir(), 'digi-cadence-bench-'));
const slackProcess = spawn(
  process.execPath,
  ['src/dev/slack/main.ts', '--app-url', 'http://127.0.0.1:9', '--signing-secret', SECRET, '--bot-token', TOKEN],
  { cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'inherit'] },
);
const slack = await new Promise<{ url: string; apiUrl: string }>((resolve, reject) => {
  createInterface(slackProcess.stdout).once('line', (line) => resolve(JSON.parse(line)));
  slackProcess.once('exit', () => reject(new Error('the local Slack did not start')));
});
const config = readConfig({
  PROFILE: 'test',
  LOG_LEVEL: 'error',
  DATA_DIR: directory,
  PORT: '0',
  SLACK_BOT_TOKEN: TOKEN,
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: slack.apiUrl,
});
const store = await openStore(config, { migrate: 'embedded' });
await loadDemo(store.database);
const app = await startApp(config, createLogger(config.LOG_LEVEL), { http: true, worker: true }, store);

interface Answer {
  readonly status: number | null;
  readonly ackMs: number;
}

interface Signed {
  readonly headers: Record<string, string>;
  readonly body: string;
}

function signed(text: string): Signed {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = new URLSearchParams({
    token: 'unused',
    team_id: 'T0DCDEMO1',
    channel_id: CHANNEL,
    channel_name: 'brand-performance',
    user_id: USER,
    user_name: 'you',
    command: '/dc',
    text,
    api_app_id: 'A0DCAPP01',
    response_url: `${slack.url}/commands/T0DCDEMO1/unknown`,
    trigger_id: `${randomUUID()}`,
  }).toString();
  const signature = `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
    body,
  };
}

async function send({ headers, body }: Signed): Promise<Answer> {
  const start = performance.now();
  try {
    const answer = await fetch(`${app.url}/slack/events`, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(SLACK_PATIENCE_MS * 3),
    });
    await answer.arrayBuffer();
    return { status: answer.status, ackMs: performance.now() - start };
  } catch {
    return { status: null, ackMs: performance.now() - start };
  }
}

const loop = monitorEventLoopDelay({ resolution: 10 });
loop.enable();
const started = performance.now();
const answers: Promise<Answer>[] = [];
let asked = 0;
for (let i = 0; i < COMMANDS; i++) {
  // The rate holds however long the answers take.
  const wait = started + (i * 1000) / RATE - performance.now();
  if (wait > 0) await sleep(wait);
  const text = textOf(i);
  const request = signed(text);
  if (text.startsWith('report ')) asked++;
  answers.push(send(request));
  if (isRepeated(i)) answers.push(sleep(200).then(() => send(request)));
}
const sentMs = performance.now() - started;
const acked = await Promise.all(answers);

const counts = async (): Promise<Map<string, number>> => {
  const runs = await app.reporting.recent(10_000);
  const byState = new Map<string, number>();
  for (const { state } of runs) byState.set(state, (byState.get(state) ?? 0) + 1);
  return byState;
};
let states = await counts();
const over = (): number => ['ready', 'failed', 'cancelled'].reduce((sum, state) => sum + (states.get(state) ?? 0), 0);
while (over() < asked && performance.now() - started < PATIENCE_MS) {
  await sleep(250);
  states = await counts();
}
await app.settled();
const allMs = performance.now() - started;
loop.disable();

interface SlackState {
  readonly messages: readonly { byApp: boolean; threadTs?: string; onlyFor?: string; text: string }[];
}
const { messages } = (await (await fetch(`${slack.url}/dev/state`)).json()) as SlackState;
const mine = messages.filter(({ byApp }) => byApp);
const results = mine.filter(({ threadTs, onlyFor }) => threadTs === undefined && onlyFor === undefined);
const finished = results.filter(({ text }) => text.endsWith('.'));
const shortAnswers = mine.filter(({ onlyFor }) => onlyFor === USER).length;

const sorted = acked.map(({ ackMs }) => ackMs).sort((a, b) => a - b);
const quantile = (share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
const late = acked.filter(({ status, ackMs }) => status !== 200 || ackMs > SLACK_PATIENCE_MS).length;
const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const seconds = (value: number): string => `${(value / 1000).toFixed(1)} s`;
process.stdout.write(
  `${[
    `machine          ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`,
    `commands         ${COMMANDS} in ${seconds(sentMs)} (${acked.length - COMMANDS} of them sent twice), ${asked} start a report`,
    `acknowledgement  p50 ${ms(quantile(0.5))} · p95 ${ms(quantile(0.95))} · p99 ${ms(quantile(0.99))} · max ${ms(quantile(1))}`,
    `not in 3 s       ${late}`,
    `event loop       p99 ${ms(loop.percentile(99) / 1e6)} · longest standstill ${ms(loop.max / 1e6)}`,
    `reports          ${[...states].map(([state, count]) => `${count} ${state}`).join(', ')}; ${finished.length} results among ${results.length} messages`,
    `short answers    ${shortAnswers} of ${COMMANDS - asked}`,
    `all delivered    after ${seconds(allMs)}`,
  ].join('\n')}\n`,
);

const ok =
  late === 0 &&
  states.get('ready') === asked &&
  results.length === asked &&
  finished.length === asked &&
  shortAnswers === COMMANDS - asked;
await app.close();
slackProcess.kill('SIGTERM');
rmSync(directory, { recursive: true, force: true });
if (!ok) process.stdout.write('FAILED: something was late, lost or doubled\n');
process.exitCode = ok ? 0 : 1;
