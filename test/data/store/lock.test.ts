/** The lock of the embedded store: two real processes, dead owners, reused process ids, many takers at once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory, processStart } from '../../../src/data/store/lock.ts';
import { openDatabase } from '../../../src/data/store/open.ts';

const HOLDER = join(import.meta.dirname, 'lock-holder.ts');
let directory: string;
let children: ChildProcess[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'digi-cadence-lock-'));
  children = [];
});

afterEach(async () => {
  for (const child of children) await kill(child);
  rmSync(directory, { recursive: true, force: true });
});

/** Starts a holder; resolves with its answer. */
async function hold(): Promise<{ child: ChildProcess; answer: string }> {
  const child = spawn(process.execPath, [HOLDER, directory], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [answer] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return { child, answer };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

const lockFiles = (): string[] => readdirSync(directory).filter((name) => name !== 'store');

/** Writes a lock as another owner would have left it. */
function leaveLock(owner: unknown): void {
  writeFileSync(join(directory, 'store.lock.4'), JSON.stringify(owner));
}

describe('lockDirectory', () => {
  it('refuses a second process and names the first one, until that one releases', async () => {
    const first = await hold();
    expect(first.answer).toBe('held');
    const message = `store in use by pid ${first.child.pid}: stop it, use its HTTP API, or set DATABASE_URL`;
    expect((await hold()).answer).toContain(message);
    expect(() => lockDirectory(directory, 'store')).toThrow(message);
    const ended = once(first.child, 'exit');
    first.child.stdin?.end();
    await ended;
    lockDirectory(directory, 'store').release();
  });

  it('refuses its own process too', () => {
    const lock = lockDirectory(directory, 'store');
    expect(() => lockDirectory(directory, 'store')).toThrow(`store in use by pid ${process.pid}`);
    lock.release();
    lock.release();
    lockDirectory(directory, 'store').release();
  });

  it('takes over from a killed owner', async () => {
    const { child } = await hold();
    await kill(child);
    const lock = lockDirectory(directory, 'store');
    expect(lockFiles()).toHaveLength(1);
    lock.release();
  });

  it('takes over when the process id now belongs to another process', () => {
    leaveLock({ pid: process.pid, startedAt: 'at another time', host: hostname() });
    lockDirectory(directory, 'store').release();
  });

  it('respects a living owner that it did not start', () => {
    leaveLock({ pid: process.ppid, startedAt: processStart(process.ppid), host: hostname() });
    expect(() => lockDirectory(directory, 'store')).toThrow(`store in use by pid ${process.ppid}`);
  });

  it('does not guess about an owner on another host', () => {
    leaveLock({ pid: 1, startedAt: null, host: 'another-host' });
    expect(() => lockDirectory(directory, 'store')).toThrow(
      /pid 1 on host another-host.*no longer exists, delete .*store\.lock\.4/,
    );
  });

  it('lets exactly one of many take over a stale lock', async () => {
    leaveLock({ pid: 2 ** 22 + 1, startedAt: null, host: hostname() });
    const answers = (await Promise.all(Array.from({ length: 6 }, hold))).map(({ answer }) => answer);
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith('store in use by pid'))).toHaveLength(5);
    expect(lockFiles()).toHaveLength(1);
  });
});

describe('openDatabase on a directory', () => {
  const settings = (): Parameters<typeof openDatabase>[0] => ({
    DATA_DIR: directory,
    DATABASE_CONNECT_TIMEOUT_MS: 5_000,
    DATABASE_QUERY_TIMEOUT_MS: 5_000,
    DATABASE_POOL_SIZE: 4,
  });

  it('keeps what was written and is free again after close, also when the very first start was killed half way', async () => {
    // The state that a crash leaves while the cluster is being unpacked.
    writeFileSync(join(directory, 'store.new'), 'half');
    const first = await openDatabase(settings());
    await first.query('CREATE TABLE kept AS SELECT 42 AS answer');
    await expect(openDatabase(settings())).rejects.toMatchObject({ code: 'store-in-use' });
    await first.close();
    const second = await openDatabase(settings());
    expect(await second.query('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.close();
  });

  it('explains a directory that cannot be used', async () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    await expect(openDatabase({ ...settings(), DATA_DIR: join(file, 'data') })).rejects.toMatchObject({
      code: 'store-unavailable',
      why: expect.stringContaining('ENOTDIR'),
    });
  });

  it('frees the lock when the store cannot be opened, and says why', async () => {
    writeFileSync(join(directory, 'store'), 'not a directory');
    await expect(openDatabase(settings())).rejects.toMatchObject({ code: 'store-unavailable' });
    lockDirectory(directory, 'store').release();
  });

  it('loses nothing that was committed when the process is killed', async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../../../src/data/store/open.ts'))};
      const database = await openDatabase(${JSON.stringify(settings())});
      await database.query('CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
      process.stdout.write('committed\\n');
      await database.transaction(async (transaction) => {
        await transaction.query('DELETE FROM kept');
        process.stdout.write('deleted\\n');
        await new Promise(() => setInterval(() => {}, 1000));
      });`;
    const file = join(directory, 'writer.ts');
    writeFileSync(file, script);
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    for await (const line of createInterface({ input: child.stdout! })) if (line === 'deleted') break;
    await kill(child);
    const database = await openDatabase(settings());
    expect(await database.query('SELECT count(*) AS n FROM kept')).toEqual([{ n: 1000 }]);
    await database.close();
  });
});
