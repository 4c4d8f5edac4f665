/** The web page in a real browser: phones and desks, light and dark, nothing loaded, nothing run, headings in order. */
import { afterAll, describe, expect, test } from 'vitest';
import type { Theme } from '../../../src/ports.ts';
import { WarmBrowser } from '../../../src/render/browser/warm-browser.ts';
import { withDownloads } from '../../../src/render/page/web-page.ts';
import { contrast } from '../../../src/render/palette.ts';
import { createRenderer } from '../../../src/render/renderer.ts';
import { sampleDocument, sampleStamp } from '../../support/sample-document.ts';

const browser = new WarmBrowser({ timeoutMs: 20_000 });
const renderer = createRenderer({ timeoutMs: 20_000 });
const theme: Theme = { accent: '#FFE08A', logo: null, paper: 'A4' };
const signal = new AbortController().signal;
const html = renderer.page(sampleDocument, sampleStamp, theme);

afterAll(async () => {
  await Promise.all([browser.close(), renderer.close()]);
});

interface Measured {
  width: number;
  levels: number[];
  rows: number;
  h1: string[];
  background: string;
  accent: string;
  figures: (string | null)[];
  exposed: number;
  scripts: number;
}

const MEASURE = `({
  width: document.documentElement.scrollWidth,
  levels: [...document.querySelectorAll('h1,h2,h3,h4')].map((each) => Number(each.tagName[1])),
  rows: [...document.querySelectorAll('table')].map((each) => each.tBodies[0].rows.length).reduce((a, b) => Math.max(a, b)),
  h1: [...document.querySelectorAll('h1')].map((each) => each.textContent),
  background: getComputedStyle(document.documentElement).backgroundColor,
  accent: getComputedStyle(document.querySelector('.actions li'), '::before').color,
  figures: [...document.querySelectorAll('figure')].map((each) => each.getAttribute('aria-label')),
  exposed: document.querySelectorAll('svg:not([aria-hidden="true"])').length,
  scripts: document.scripts.length,
})`;

const measure = (width: number, scheme: 'light' | 'dark', source = html): Promise<[Measured, readonly string[]]> =>
  browser.withPage(async (page, guard) => {
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setContent(source);
    return [(await page.evaluate(MEASURE)) as Measured, [...guard.problems]];
  }, signal);

const hex = (rgb: string): string =>
  `#${rgb
    .match(/\d+/g)!
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`;

describe('the web page', () => {
  test.each([
    [375, 'light'],
    [375, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('fits %d px in %s, with an accent that can be read', async (width, scheme) => {
    const [page, problems] = await measure(width, scheme);
    expect(problems).toEqual([]);
    expect(page.width).toBeLessThanOrEqual(width);
    expect(contrast(hex(page.accent), hex(page.background))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(hex(page.background), '#000000') > 10).toBe(scheme === 'light');
  });

  test('has one h1, no gap between levels, every row, one figure per chart, no script', async () => {
    const [page] = await measure(1280, 'light');
    expect(page.h1).toEqual([sampleDocument.verdict.text]);
    page.levels.forEach((level, i) => {
      expect(level - (page.levels[i - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    expect(page.rows).toBe(120);
    expect(page.figures).toHaveLength(5);
    expect(page.figures.every((alt) => sampleDocument.charts.some((chart) => chart.alt === alt))).toBe(true);
    expect([page.exposed, page.scripts]).toEqual([0, 0]);
  });

  test('names with markup stay text, and nothing runs', async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script><!--downloads-->';
    const source = renderer.page(
      { ...sampleDocument, title: evil, verdict: { text: evil, refs: [] } },
      sampleStamp,
      theme,
    );
    const [page, problems] = await measure(375, 'light', withDownloads(source, [{ label: 'PDF', href: '/r.pdf' }]));
    expect(page.h1).toEqual([evil]);
    expect([page.scripts, problems]).toEqual([0, []]);
  });

  test('is the same for the same input and loads nothing', () => {
    expect(renderer.page(sampleDocument, sampleStamp, theme) === html).toBe(true);
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/(src|href)="(?!data:|#)/);
    expect(html).toContain("default-src 'none'");
  });

  test('links to files are put in one place and stay on the site', () => {
    const page = withDownloads(html, [{ label: 'Data <CSV>', href: '/reports/1/metrics.csv?a=1&b=2' }]);
    expect(page).toContain('<a href="/reports/1/metrics.csv?a=1&amp;b=2" download>Data &lt;CSV&gt;</a>');
    for (const href of ['javascript:alert(1)', 'data:text/html,x', '//evil.test/x'])
      expect(() => withDownloads(html, [{ label: 'x', href }])).toThrow(RangeError);
  });
});
