/** Writes a demo market as a folder in import format, with its truth beside it. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { World } from './world.ts';
import { WORLD_FILES } from './world-files.ts';

const NEEDS_QUOTES = /[",\r\n]/;
/** Rows are joined into blocks of about this many characters before they are written. */
const BLOCK_CHARACTERS = 65_536;

function csvLine(cells: readonly (string | number | null)[]): string {
  const texts = cells.map((cell) => {
    const text = cell === null ? '' : String(cell);
    return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${texts.join(',')}\n`;
}

/**
 * Writes the CSV files of the import format and `truth.json` into `dir`, which is created when it does not exist.
 * The same world gives the same bytes.
 * @returns the names of the files, in the order written
 */
export async function writeWorld(world: World, dir: string): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const names: string[] = [];
  for (const { name, columns, rows } of WORLD_FILES) {
    const stream = createWriteStream(join(dir, name));
    const done = finished(stream);
    // A failing disk rejects `done`; without a handler during the loop it would surface as an unhandled rejection.
    done.catch(() => undefined);
    let block = csvLine(columns);
    for (const row of rows(world)) {
      block += csvLine(row);
      if (block.length < BLOCK_CHARACTERS) continue;
      if (!stream.write(block)) await Promise.race([once(stream, 'drain'), done]);
      block = '';
    }
    stream.end(block);
    await done;
    names.push(name);
  }
  await writeFile(join(dir, 'truth.json'), `${JSON.stringify(world.truth, null, 1)}\n`);
  return [...names, 'truth.json'];
}
