#!/usr/bin/env node
// `npm test`: lint, types, tests, one after the other; ends with one plain line that counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'digi-cadence-tests-'));
const summary = join(scratch, 'vitest.json');

/** What Node compiles once serves the threads and processes that the tests start by the hundred. */
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled') };

/** Packages' own entry files, run by this Node: no shell, no PATH look-up. */
const run = (title, file, ...args) => {
  process.stdout.write(`\n— ${title}\n`);
  const command = [join(root, 'node_modules', file), ...args];
  return spawnSync(process.execPath, command, { cwd: root, env, stdio: 'inherit' }).status === 0;
};

const lint = run('lint', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.');
const types = run('types', 'typescript/bin/tsc', '--noEmit');
const tests = run(
  'tests',
  'vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${summary}`,
  ...process.argv.slice(2),
);

let counts;
try {
  counts = JSON.parse(readFileSync(summary, 'utf8'));
} catch {
  counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
}
rmSync(scratch, { recursive: true, force: true });

// A failed lint, type check, or a test file that could not even load counts as one failure each.
const unloaded = tests || counts.numFailedTests > 0 ? 0 : 1;
const failed = counts.numFailedTests + unloaded + (lint ? 0 : 1) + (types ? 0 : 1);
process.stdout.write(`\n${lint ? '' : 'lint failed\n'}${types ? '' : 'types failed\n'}`);
process.stdout.write(
  `${counts.numPassedTests} passed, ${failed} failed, ${counts.numPendingTests + (counts.numTodoTests ?? 0)} skipped\n`,
);
process.exitCode = lint && types && tests ? 0 : 1;
