/** scripts/ensure.mjs in a small project of its own, with an npm that only writes down what it was asked. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'digi-cadence-ensure-'));
  mkdirSync(join(root, 'scripts'));
  copyFileSync(join(import.meta.dirname, '../../scripts/ensure.mjs'), join(root, 'scripts/ensure.mjs'));
  writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion": 3}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @param fails what the npm of this test exits with */
function ensure(fails = 0): { code: number | null; stdout: string; stderr: string; asked: string[] } {
  const log = join(root, 'asked');
  const npm = join(root, 'npm.mjs');
  writeFileSync(
    npm,
    `import { appendFileSync, mkdirSync } from 'node:fs';
     appendFileSync(${JSON.stringify(log)}, process.argv.slice(2).join(' ') + '\\n');
     console.log('noise of npm');
     mkdirSync(${JSON.stringify(join(root, 'node_modules'))}, { recursive: true });
     process.exit(${fails});`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/ensure.mjs')], {
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: npm },
  });
  const asked = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { code: status, stdout, stderr, asked };
}

describe('scripts/ensure.mjs', () => {
  it('installs from the lock file once, and says so on stderr only', () => {
    const first = ensure();
    expect(first.code).toBe(0);
    expect(first.asked).toEqual(['ci --no-audit --no-fund --loglevel=error']);
    expect(first.stdout).toBe('');
    expect(first.stderr).toMatch(/Installing[\s\S]*noise of npm[\s\S]*Installed in \d+ s/);
    const second = ensure();
    expect(second).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(second.asked).toHaveLength(1);
  });

  it('installs again when the lock file has changed', () => {
    ensure();
    writeFileSync(join(root, 'package-lock.json'), '{"lockfileVersion": 3, "packages": {}}');
    expect(ensure().asked).toHaveLength(2);
  });

  it('fails when the installation fails, and tries again the next time', () => {
    const failed = ensure(1);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('npm ci failed');
    const next = ensure();
    expect(next.code).toBe(0);
    expect(next.asked).toHaveLength(2);
  });

  it.skipIf(process.platform === 'win32')('refuses a Node that cannot run the app, by what it says of itself', () => {
    for (const says of ['20.1.0', '', 'nonsense']) {
      ensure();
      const bin = join(root, 'node_modules', '.bin');
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, 'node'), `#!/bin/sh\necho "${says}"\n`);
      chmodSync(join(bin, 'node'), 0o755);
      const { code, stderr } = ensure();
      expect(code).toBe(1);
      expect(stderr).toContain('install Node 22');
    }
  });
});
