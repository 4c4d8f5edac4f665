/** `dc import` and `dc quality` as a person types them, on an embedded store. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importData } from '../../src/cli/import.ts';
import { quality } from '../../src/cli/quality.ts';
import { generateWorld } from '../../src/data/sources/demo/world.ts';
import { writeWorld } from '../../src/data/sources/demo/write-world.ts';
import type { QualityReport } from '../../src/domain/quality.ts';

let directory: string;

async function dc(command: typeof importData, ...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await command.run(args, {
    result: (text) => {
      out += text;
    },
    say: () => undefined,
    progress: () => undefined,
  });
  return { code, out };
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'digi-cadence-cli-'));
  vi.stubEnv('DATA_DIR', join(directory, 'store'));
  vi.stubEnv('DATABASE_URL', '');
  await writeWorld(generateWorld({ seed: 7, brands: 2, periods: 14 }), join(directory, 'market'));
}, 60_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

describe('dc import', () => {
  it('previews, imports and remembers', async () => {
    const market = await dc(importData, join(directory, 'market'));
    expect(market.code).toBe(0);
    expect(market.out).toMatch(/scores\.csv\s+[\d,]+/);

    const file = join(directory, 'marken.csv');
    writeFileSync(file, Buffer.from('Marke;Kategorie;Rolle\nMüller;Tee;own\nX;Tee;boss\n', 'latin1'));
    const mapping = ['--map', 'brand=Marke', '--map', 'category=Kategorie', '--map', 'role=Rolle'];
    await expect(dc(importData, file, '--preview')).rejects.toThrow(/--map /);
    const preview = await dc(importData, file, '--preview', ...mapping);
    expect(preview.out).toContain('is read as brands.csv · WINDOWS-1252, semicolons');
    expect(preview.out).toMatch(/Marke\s+text\s+brand\s+Müller/);
    expect(preview.out).toContain('marken.csv:3: role "boss" is none of own, competitor');
    expect(preview.out).toContain('Nothing was stored.');
    expect((await dc(importData, file, ...mapping)).out).toMatch(/marken\.csv\s+2\s+1\s+0\s+0\s+1/);
    // The mapping is known now.
    const again = JSON.parse((await dc(importData, file, '--json')).out) as { files: { unchanged: number }[] };
    expect(again.files[0]?.unchanged).toBe(1);
    await expect(dc(importData, file, '--forget')).rejects.toThrow(/--map /);
  }, 90_000);

  it.each([
    ['--map', 'colour=Marke'],
    ['--set', 'project'],
    ['--decimal', 'dot'],
    ['--dates', 'ymd'],
  ])('refuses %s %s', async (flag, value) => {
    await expect(dc(importData, directory, flag, value)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('dc quality', () => {
  it('gives every figure as JSON, words for people, and the heatmap as a picture', async () => {
    const picture = join(directory, 'quality.png');
    const json = await dc(quality, '--json', '--chart', picture);
    const report = JSON.parse(json.out) as QualityReport;
    expect(report.health.dimensions.map(({ dimension }) => dimension)).toHaveLength(6);
    expect(report.cells.length).toBeGreaterThan(0);
    expect(json.code).toBe(report.integrity.every(({ passed }) => passed) ? 0 : 1);
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
    const words = await dc(quality);
    for (const { dimension, formula } of report.health.dimensions)
      expect(words.out).toContain(`${dimension}: ${formula}`);
    await expect(dc(quality, 'Nowhere')).rejects.toMatchObject({ code: 'not-found' });
  }, 90_000);
});
