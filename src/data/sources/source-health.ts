/** How the configured sources are, from what is remembered: the last sync of each, and what discovery found. Asks nobody. */
import type { SourceHealth } from '../../ports.ts';
import type { Database } from '../store/database.ts';
import { createDirectoryStore } from '../store/repositories/source-directories.ts';
import { latestSyncs, type SyncRecord } from '../sync/sync-log.ts';
import type { SourceConfiguration } from './configuration.ts';
import type { ServiceDirectory } from './digicadence-api/directory.ts';

/** "5 of 6 addresses answered; silent: insights at 10.0.0.5:8004". */
export function directoryWords({ entries }: ServiceDirectory): string {
  const silent = entries.filter(({ answering }) => !answering);
  const names = silent.slice(0, 3).map(({ service, baseUrl }) => {
    const { host } = new URL(baseUrl);
    return service.endsWith(host) ? host : `${service} at ${host}`;
  });
  const more = silent.length > names.length ? ` and ${silent.length - names.length} more` : '';
  const told = silent.length === 0 ? '' : `; silent: ${names.join(', ')}${more}`;
  return `${entries.length - silent.length} of ${entries.length} address${entries.length === 1 ? '' : 'es'} answered${told}`;
}

function syncWords(sync: SyncRecord): string {
  if (sync.error) return `the last sync failed: ${sync.error.what}`;
  if (sync.state === 'interrupted') return 'the last sync was interrupted';
  if (sync.state === 'running') return 'a sync is running';
  if (sync.problems.length === 0) return 'the last sync was whole';
  const [first] = sync.problems;
  return `the last sync left something out (${sync.problems.length}): ${first?.what ?? ''}`;
}

function stateOf(sync: SyncRecord | undefined, directory: ServiceDirectory | null): SourceHealth['state'] {
  if (sync?.state === 'failed' || directory?.entries.every(({ answering }) => !answering)) return 'failing';
  const isPartial = (sync?.problems.length ?? 0) > 0 || directory?.entries.some(({ answering }) => !answering);
  if (sync?.state === 'interrupted' || isPartial) return 'partial';
  return sync || directory ? 'well' : 'unknown';
}

/** @param configurations in the order to be told */
export async function readSourceHealth(
  database: Database,
  configurations: readonly SourceConfiguration[],
): Promise<readonly SourceHealth[]> {
  if (configurations.length === 0) return [];
  const syncs = new Map((await latestSyncs(database)).map((sync) => [sync.source, sync]));
  const directories = createDirectoryStore(database);
  const all: SourceHealth[] = [];
  for (const { name, kind } of configurations) {
    const sync = syncs.get(name);
    const directory = kind === 'digicadence-api' ? await directories.read(name) : null;
    const words = [sync ? syncWords(sync) : 'never synchronised', ...(directory ? [directoryWords(directory)] : [])];
    all.push({
      name,
      kind,
      state: stateOf(sync, directory),
      detail: words.join('; '),
      syncedAt: sync?.finishedAt ?? null,
      discoveredAt: directory?.discoveredAt ?? null,
    });
  }
  return all;
}
