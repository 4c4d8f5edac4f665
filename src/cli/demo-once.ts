/** `dc demo --once`: one command through the whole path, without a browser; its messages and files end up in a folder. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningApp } from '../app.ts';
import type { LocalSlack } from '../dev/slack/local-slack.ts';
import { type Terminal, toJson } from './command.ts';

export interface OnceOptions {
  readonly command: string;
  /** What stands behind the slash command. */
  readonly text: string;
  readonly out: string;
  readonly slack: LocalSlack;
  readonly app: RunningApp;
  readonly terminal: Terminal;
  /** Time from the start of the process's work to the ready app. */
  readonly startMs: number;
}

/** Runs seen as finished; anything else is still under way. */
const ENDED = ['ready', 'failed', 'cancelled'];
const POLL_MS = 50;
const PATIENCE_MS = 600_000;

export async function runOnce({ command, text, out, slack, app, terminal, startMs }: OnceOptions): Promise<number> {
  const known = new Set((await app.reporting.recent(100)).map((run) => run.id));
  const sent = performance.now();
  const ack = await slack.sendCommand({ text });
  await app.settled();
  const mine = async () => (await app.reporting.recent(100)).filter((run) => !known.has(run.id));
  const deadline = performance.now() + PATIENCE_MS;
  let runs = await mine();
  while (runs.some((run) => !ENDED.includes(run.state)) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    runs = await mine();
  }
  await app.settled();
  const totalMs = performance.now() - sent;

  await mkdir(out, { recursive: true });
  // What an earlier command left would look like this one's.
  for (const name of await readdir(out)) if (/^(message|view)-\d+\.json$/.test(name)) await rm(join(out, name));
  const written: string[] = [];
  const write = async (name: string, content: string | Uint8Array): Promise<void> => {
    await writeFile(join(out, name), content);
    written.push(join(out, name));
  };
  const messages = slack.messages();
  for (const [i, message] of messages.entries()) await write(`message-${i + 1}.json`, toJson(message));
  for (const [i, view] of slack.views().entries()) await write(`view-${i + 1}.json`, toJson(view));
  for (const file of slack.files()) await write(file.name, file.bytes);

  const timings = runs.flatMap((run) => Object.entries(run.timings));
  const stages = [['start', startMs], ['acknowledge', ack.ackMs], ...timings, ['in all', totalMs]] as [
    string,
    number,
  ][];
  terminal.say(stages.map(([stage, ms]) => `${stage} ${Math.round(ms)} ms`).join(' · '));
  terminal.result(written.map((path) => `${path}\n`).join(''));

  const problem = problemOf(ack, runs, slack, command);
  if (problem === null) return 0;
  terminal.say(problem);
  return 1;
}

function problemOf(
  ack: Awaited<ReturnType<LocalSlack['sendCommand']>>,
  runs: Awaited<ReturnType<RunningApp['reporting']['recent']>>,
  slack: LocalSlack,
  command: string,
): string | null {
  if (ack.failure !== null)
    return `The command was not acknowledged: ${ack.failure}, HTTP ${ack.status ?? 'no answer'}.`;
  const failed = runs.find((run) => run.state !== 'ready');
  if (failed)
    return failed.error
      ? `${failed.error.what} ${failed.error.why} ${failed.error.fix}`
      : `The run ended ${failed.state}.`;
  if (runs.length === 0 && slack.views().length > 0)
    return `"${command}" was not complete, so it opened a form that needs a person. Run the demo without --once to fill it in.`;
  return null;
}
