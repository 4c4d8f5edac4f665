/**
 * Goldens: for every report of the catalogue its whole analysis and document on the demo market, one brand in one market.
 * After a wanted change: `vitest run test/reports -t golden -u`, and read the difference.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { ScoreAnalysis } from '../../src/reports/shared/analysis.ts';
import { once, REPORT_IDS, ready, runAll } from '../support/every-report.ts';
import { goldenText, readGolden, shortDocument, shortened } from '../support/golden-text.ts';
import { unbackedNumbers } from '../support/number-check.ts';
import { worldData } from '../support/world-dataset.ts';

const FOLDER = fileURLToPath(new URL('./goldens/', import.meta.url));
/** The demo market as `dc demo` makes it. */
const outcomes = once(() =>
  runAll(
    worldData({}, { withOutcomes: true }),
    { extent: 'summary' },
    {
      brands: { names: ['Aurora'] },
      projects: ['India Skincare Round 2'],
    },
  ),
);

describe('golden', () => {
  beforeAll(() => void outcomes(), 300_000);

  it.each(REPORT_IDS)('%s', async (id) => {
    const { analysis, document } = ready(outcomes().get(id));
    await expect(goldenText(shortened(analysis))).toMatchFileSnapshot(`${FOLDER}${id}.analysis.json`);
    await expect(goldenText(shortDocument(document, (analysis as ScoreAnalysis).family))).toMatchFileSnapshot(
      `${FOLDER}${id}.document.json`,
    );
  });
});

// Named so that renewing the goldens leaves it out: files are written when all tests of a run are done.
describe('what is kept on disk', () => {
  it('is analysis and document of every report, and nothing else', () => {
    const expected = REPORT_IDS.flatMap((id) => [`${id}.analysis.json`, `${id}.document.json`]);
    expect(readdirSync(FOLDER).sort()).toEqual(expected.sort());
  });

  it.each(REPORT_IDS)('%s says no number that it does not hold', (id) => {
    const read = (part: string): unknown => readGolden(readFileSync(`${FOLDER}${id}.${part}.json`, 'utf8'));
    const document = read('document') as Document;
    expect(document.findings.length).toBeGreaterThan(0);
    expect(unbackedNumbers(document, (read('analysis') as ScoreAnalysis).family)).toEqual([]);
  });
});
