/**
 * A blank PostgreSQL cluster for the embedded store. initdb takes 3–7 s in WASM, loading a dump of its result well
 * under one: so the dump (4.5 MB) is made once per installation and kept with the installed packages.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

function cacheFile(): string {
  const packageDirectory = join(dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite')), '..');
  const { version } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  const modules = join(packageDirectory, '..', '..');
  return join(modules, '.cache', 'digi-cadence', `blank-cluster-${version}.tar.gz`);
}

/** A gzipped data directory for PGlite's `loadDataDir`; the same for every store of this PGlite version. */
export async function blankCluster(): Promise<Blob> {
  const file = cacheFile();
  try {
    return new Blob([readFileSync(file)]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const cluster = await PGlite.create();
  const dump = await cluster.dumpDataDir('gzip');
  await cluster.close();
  const draft = `${file}.${randomUUID()}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(draft, new Uint8Array(await dump.arrayBuffer()));
    renameSync(draft, file);
  } catch {
    // A read-only installation: every new store then waits for initdb, nothing else changes.
    rmSync(draft, { force: true });
  }
  return dump;
}
