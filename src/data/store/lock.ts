/**
 * An exclusive lock on a directory, held by one process: the embedded store has none of its own, and two processes on
 * it lose data silently.
 *
 * The lock is the highest numbered file `<name>.lock.N`; it names its owner by process id and start time, so that a
 * dead owner, or another process that got the same id, is recognised. Numbers only grow: whoever takes over from N
 * creates N+1 with its whole content by link(2), which exactly one process can do, and gives way when a higher number
 * turns out to exist; only then are lower ones deleted. So neither takeover nor release has a moment in which two
 * processes could believe to hold the lock.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../errors.ts';

const ownerSchema = z.object({ pid: z.number().int(), startedAt: z.string().nullable(), host: z.string() });
type Owner = z.infer<typeof ownerSchema>;

export interface DirectoryLock {
  release(): void;
}

/** When the process started, as text that is only compared; null when the process or the information is not there. */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux')
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // proc(5): the command name in parentheses may hold anything; field 22, start in ticks since boot, follows it.
      const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot} ${ticks}`;
    } catch {
      return null;
    }
  if (process.platform === 'win32') return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim() || null;
  } catch {
    return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** False only when the owner is certainly gone; an owner on another host cannot be looked up and counts as alive. */
function isAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  if (!exists(owner.pid)) return false;
  const startedAt = processStart(owner.pid);
  return owner.startedAt === null || startedAt === null || startedAt === owner.startedAt;
}

/** Null: released. */
function readOwner(path: string): Owner | null {
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return content === null ? null : ownerSchema.parse(content);
}

const inUse = (owner: Owner, path: string): AppError => {
  const elsewhere = owner.host === hostname() ? '' : ` on host ${owner.host}`;
  return new AppError({
    code: 'store-in-use',
    what: `store in use by pid ${owner.pid}${elsewhere}: stop it, use its HTTP API, or set DATABASE_URL.`,
    why: 'Two processes on one embedded store would lose data.',
    fix: elsewhere === '' ? '' : `If that host no longer exists, delete ${path}.`,
  });
};

/**
 * Takes the lock `name` in `directory`, which is created when missing.
 * @throws AppError `store-in-use` when a living process holds it, this one included
 */
export function lockDirectory(directory: string, name: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const prefix = `${name}.lock.`;
  const pathOf = (number: number): string => join(directory, `${prefix}${number}`);
  const numbers = (): number[] =>
    readdirSync(directory)
      .filter((file) => file.startsWith(prefix) && /^\d+$/.test(file.slice(prefix.length)))
      .map((file) => Number(file.slice(prefix.length)))
      .sort((a, b) => b - a);

  const owner: Owner = { pid: process.pid, startedAt: processStart(process.pid), host: hostname() };
  const draft = join(directory, `${name}.draft.${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(owner));
  try {
    for (;;) {
      const last = numbers()[0] ?? 0;
      try {
        const holder = last === 0 ? null : readOwner(pathOf(last));
        if (holder && isAlive(holder)) throw inUse(holder, pathOf(last));
        linkSync(draft, pathOf(last + 1));
      } catch (error) {
        // Another process took over meanwhile: look again.
        if (['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) continue;
        throw error;
      }
      const mine = last + 1;
      const now = numbers();
      if (now[0] !== mine) {
        rmSync(pathOf(mine), { force: true });
        continue;
      }
      for (const number of now.slice(1)) rmSync(pathOf(number), { force: true });
      return heldLock(pathOf(mine), join(directory, `${name}.draft.${randomUUID()}`));
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * The lock's file stays after release, marked free: its number must not come back. A process that ends without release
 * leaves a stale lock, on purpose: until it is really gone its threads may still write.
 */
function heldLock(path: string, draft: string): DirectoryLock {
  let held = true;
  return {
    release() {
      if (!held) return;
      held = false;
      try {
        writeFileSync(draft, 'null');
        renameSync(draft, path);
      } catch (error) {
        // The directory was deleted (a test's, say): with it the lock.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    },
  };
}
