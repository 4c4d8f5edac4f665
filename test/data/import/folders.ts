/** Small folders in import format for the tests of the import. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes the files into a directory of their own; the caller removes it. */
export function writeFolder(files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), 'digi-cadence-import-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** Writes the files into a directory of their own, which is removed after the test. */
export function folder(files: Files): string {
  const directory = writeFolder(files);
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const NOW = new Date('2026-11-22T10:00:00Z');

/** A complete small market: one project, two brands, two metrics, two months. */
export const SMALL: Readonly<Record<string, string>> = {
  'projects.csv':
    'project,market,category,currency,frequency,start,end,follows\nAlpha,Testland,Tea,EUR,monthly,2024-01-01,,\n',
  'brands.csv': 'brand,category,role\nAurora,Tea,own\n"Mint, Inc.",Tea,competitor\n',
  'metrics.csv':
    'metric,section,platform,direction,unit,definition\nRating,Shelf,Shop,higher,stars,Mean rating\nReturns,Shelf,Shop,lower,%,\n',
  'weights.csv':
    'project,section,platform,metric,weight,valid_from\nAlpha,Shelf,,,1,2024-01-01\nAlpha,Shelf,Shop,Rating,2,2024-01-01\n',
  'scores.csv':
    'project,brand,section,platform,metric,period,raw,normalised\n' +
    'Alpha,Aurora,Shelf,Shop,Rating,2024-01-01,4.1,70\n' +
    'Alpha,Aurora,Shelf,Shop,Rating,2024-02-01,4.2,72.5\n' +
    'Alpha,"Mint, Inc.",Shelf,Shop,Rating,2024-01-01,,55\n',
  'outcomes.csv':
    'project,brand,outcome,unit,period,value\nAlpha,Aurora,revenue,EUR,2024-01-01,1000.5\nAlpha,Aurora,units,,2024-01-01,10\n',
  'spend.csv': 'project,brand,channel,period,amount,impressions,clicks\nAlpha,Aurora,Search,2024-01-01,100,5000,\n',
  'events.csv': 'project,brand,date,label\nAlpha,,2024-01-15,Trade fair\nAlpha,Aurora,2024-02-02,Launch\n',
};
