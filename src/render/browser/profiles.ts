/** Directories of running browsers: named by the process that owns them, so that those of a killed one are found. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'digi-cadence-browser-';

/** A new, empty directory for one browser of this process. */
export async function createProfile(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

export async function removeProfile(profile: string): Promise<void> {
  await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Removes what processes left that were killed before they could clean up. Their browsers ended with them. */
export async function removeAbandonedProfiles(): Promise<void> {
  const entries = await readdir(tmpdir());
  const abandoned = entries.filter((entry) => {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(entry)?.[1];
    return owner !== undefined && !isAlive(Number(owner));
  });
  // Those of other users stay: they cannot be removed, and are not ours.
  await Promise.allSettled(abandoned.map((entry) => removeProfile(join(tmpdir(), entry))));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
