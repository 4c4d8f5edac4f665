#!/usr/bin/env node
// Installs what is missing before any other script runs. Plain JavaScript for the Node that the host has (20 or newer):
// nothing of the project is installed yet when this runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_HOST = 20;
const OLDEST_RUNTIME = 22;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.installed-from-lock');
const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

if (Number(process.versions.node.split('.')[0]) < OLDEST_HOST)
  fail(`Node ${process.versions.node} is too old: install Node ${OLDEST_HOST} or newer.`);

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const installed = existsSync(stamp) && readFileSync(stamp, 'utf8') === lock;
if (!installed) {
  process.stderr.write('Installing packages from the lock file (about half a minute) …\n');
  const npm = process.env.npm_execpath
    ? [process.execPath, [process.env.npm_execpath]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  const started = process.hrtime.bigint();
  // Progress and warnings belong to the person at the terminal: stdout stays free for a command's own result.
  const result = spawnSync(npm[0], [...npm[1], 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0)
    fail(
      `npm ci failed${result.error ? ` (${result.error.message})` : ''}: read its message above, then run the command again.`,
    );
  writeFileSync(stamp, lock);
  process.stderr.write(`Installed in ${Number((process.hrtime.bigint() - started) / 1_000_000_000n)} s.\n`);
}

// npm puts node_modules/.bin first on the PATH, so the scripts after this one run on the bundled Node where there is one.
const runtime = spawnSync('node', ['-p', 'process.versions.node'], {
  encoding: 'utf8',
  env: {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
  },
});
// Also when nothing usable was printed.
if (!(Number(runtime.stdout?.split('.')[0]) >= OLDEST_RUNTIME))
  fail(
    `Node ${runtime.stdout?.trim() || '(none)'} cannot run the app, and no bundled Node exists for this system: install Node ${OLDEST_RUNTIME} or newer.`,
  );
