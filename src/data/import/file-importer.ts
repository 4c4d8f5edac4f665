/** Imports files that people hand over in a conversation: previewed, then stored when they say so. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, FileImport, FileImporter, UploadedFile } from '../../ports.ts';
import type { Database } from '../store/database.ts';
import { createMappingMemory, INSTALLATION } from '../store/repositories/import-mappings.ts';
import { importPlanned, planFile, rememberWishes } from './import-files.ts';

/** @param precedence of files against other sources */
export function createFileImporter(database: Database, clock: Clock, precedence: number): FileImporter {
  const memory = createMappingMemory(database);

  async function run({ name, bytes, workspace, dates }: UploadedFile, dryRun: boolean): Promise<FileImport> {
    const directory = await mkdtemp(join(tmpdir(), 'digi-cadence-upload-'));
    try {
      // The name is the person's; on disk it has ours.
      const path = join(directory, 'upload');
      await writeFile(path, bytes);
      const plan = await planFile(path, name, dates === undefined ? {} : { dates }, (signature) =>
        memory.recall([workspace, INSTALLATION], signature),
      );
      const report = await importPlanned(database, plan, `file ${name}`, { now: clock.now(), dryRun, precedence });
      if (!dryRun) await rememberWishes(memory, workspace, plan);
      return {
        leftAside: plan.leftAside,
        tables: report.files.flatMap((file) => {
          const planned = plan.tables.find(({ table }) => table.file === file.file);
          if (!planned) return [];
          const { label, table, format, columns, firstRows } = planned;
          return [{ ...file, label, table: table.file, format, columns, firstRows }];
        }),
      };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  return { preview: (file) => run(file, true), store: (file) => run(file, false) };
}
