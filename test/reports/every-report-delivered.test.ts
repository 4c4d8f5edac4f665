/**
 * Every report of the catalogue as its readers get it: printed by Chromium and read page by page, as a web page on a phone,
 * and posted into the local Slack, which refuses what Slack would refuse.
 */
import type { Browser } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import { type ChartForm, documentBlocks } from '../../src/render/blocks/document-blocks.ts';
import { anchor } from '../../src/render/html/markup.ts';
import { DEFAULT_THEME } from '../../src/render/palette.ts';
import { createRenderer } from '../../src/render/renderer.ts';
import { REPORTS } from '../../src/reports/catalog.ts';
import { runReports } from '../../src/reports/run.ts';
import { CHANNEL, type Stage, setStage } from '../dev/slack/support.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { overprinted, type ReadPdf, readPdfAsReader } from '../support/read-pdf.ts';
import { runDataOf, select, worldData } from '../support/world-dataset.ts';

const STAMP = { runId: 'every-report', at: '2026-01-01T00:00:00Z', requestedBy: null };
const ids = REPORTS.map(({ id }) => id);
const signal = new AbortController().signal;
/** What Chromium breaks into lines and glyphs is read without its spaces; Inter draws ’ and ʼ with one glyph. */
const flat = (text: string): string => text.replace(/[\s\u00ad]+/g, '').replaceAll('ʼ', '’');

const renderer = createRenderer({ timeoutMs: 60_000 });
const documents = new Map<string, Document>();
const detailed = new Map<string, Document>();
let browser: Browser;
let stage: Stage;

beforeAll(async () => {
  const world = worldData({ brands: 5, periods: 40 }, { withOutcomes: true });
  const selection = select(world.catalog);
  const request = { selection, seed: 1, locale: 'en-GB' };
  const data = runDataOf(world, selection);
  for (const [depth, into] of [
    ['standard', documents],
    ['detailed', detailed],
  ] as const)
    for (const outcome of runReports(REPORTS, data, { ...request, options: { depth } })) {
      if (outcome.status !== 'ready') throw new Error(JSON.stringify(outcome));
      into.set(outcome.report, outcome.document);
    }
  [browser, stage] = await Promise.all([launchBrowser(), setStage()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), stage.close(), renderer.close()]);
});

const documentOf = (id: string): Document => documents.get(id)!;

describe('on paper', () => {
  const printed = new Map<string, Promise<ReadPdf>>();
  const print = (id: string): Promise<ReadPdf> => {
    const known = printed.get(id);
    if (known) return known;
    const made = renderer
      .render(documentOf(id), STAMP, ['pdf'], DEFAULT_THEME, signal)
      .then(([pdf]) => readPdfAsReader(pdf!.bytes));
    printed.set(id, made);
    return made;
  };

  it.each(ids)('%s: page 1 stands alone', async (id) => {
    const document = documentOf(id);
    const page = flat((await print(id)).pages[0]!.text);
    const { drivers, risks } = document.summary;
    const said = [
      document.verdict.text,
      ...document.kpis.flatMap(({ label, text }) => [label, text]),
      ...[...drivers, ...risks].flatMap(({ text, figure }) => [text, figure]),
      ...document.recommendations.slice(0, 3).map(({ action }) => action),
      `data as of ${document.scope.dataAsOf}`,
    ];
    for (const text of said) expect(page).toContain(flat(text));
  });

  it.each(ids)('%s: every finding stands on the page that the contents name, with its sentences', async (id) => {
    const document = documentOf(id);
    const { pages, destination } = await print(id);
    const all = pages.map(({ text }) => flat(text));
    for (const section of document.sections) {
      const at = await destination(anchor('s', section.id));
      expect(all[at! - 1], section.heading).toContain(flat(section.heading));
      expect(all[1]).toContain(flat(`${section.heading}`));
      for (const block of section.blocks)
        if (block.type === 'text')
          // A paragraph is whole on one page, near its heading.
          expect(
            all.slice(at! - 1).some((page) => block.sentences.every(({ text }) => page.includes(flat(text)))),
            block.sentences.map(({ text }) => text).join(' '),
          ).toBe(true);
    }
  });

  it.each(ids)('%s: every page is numbered, dated, inside its margins and worth its paper', async (id) => {
    const { pages } = await print(id);
    pages.forEach((page, i) => {
      expect(flat(page.text)).toContain(flat(`Page ${i + 1} of ${pages.length}`));
      expect(flat(page.text)).toContain('dataasof');
      for (const { text, x, right, y } of page.items) {
        expect(x, text).toBeGreaterThan(45);
        expect(right, text).toBeLessThan(550);
        expect(y, text).toBeLessThan(830);
      }
      // Between running head and foot: how far down the page something is written.
      const lowest = Math.max(...page.items.map(({ y }) => y).filter((y) => y < 790));
      if (i > 0 && i < pages.length - 1) expect(lowest, `page ${i + 1}`).toBeGreaterThan(page.height / 3);
      expect(overprinted(page), `page ${i + 1}`).toEqual([]);
    });
    // A table wider than the paper would make Chromium shrink every page.
    expect(Math.max(...pages[0]!.items.map(({ size }) => size))).toBeGreaterThanOrEqual(17.9);
    expect(flat(pages[0]!.text)).toContain('Datahealth');
  });

  it.each(ids)('%s, in every detail on Letter: page 1 is one page, and no page is nearly empty', async (id) => {
    const letter = { ...DEFAULT_THEME, paper: 'Letter' } as const;
    const [pdf] = await renderer.render(detailed.get(id)!, STAMP, ['pdf'], letter, signal);
    const { pages } = await readPdfAsReader(pdf!.bytes);
    expect(flat(pages[0]!.text)).toContain('Datahealth');
    expect(flat(pages[1]!.text)).toContain('Contents');
    pages.forEach((page, i) => {
      const lowest = Math.max(...page.items.map(({ y }) => y).filter((y) => y < 740));
      if (i > 0 && i < pages.length - 1) expect(lowest, `page ${i + 1}`).toBeGreaterThan(page.height / 3);
      expect(overprinted(page), `page ${i + 1}`).toEqual([]);
    });
    expect(Math.max(...pages[0]!.items.map(({ size }) => size))).toBeGreaterThanOrEqual(17.9);
  });
});

describe('on a phone', () => {
  it.each(ids)('%s: the page is no wider than 375 pixels', async (id) => {
    const page = await browser.newPage();
    try {
      await page.setViewport({ width: 375, height: 812 });
      await page.setContent(renderer.page(documentOf(id), STAMP, DEFAULT_THEME), { waitUntil: 'load' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      // Wide charts and tables move inside frames of their own.
      const frames = (await page.evaluate(
        `[...document.querySelectorAll('.drawing, .table-frame')].map((frame) => frame.getBoundingClientRect().right)`,
      )) as number[];
      for (const right of frames) expect(right).toBeLessThanOrEqual(375);
    } finally {
      await page.close();
    }
  });
});

describe('in Slack', () => {
  const FORMS: readonly ChartForm[] = ['native', 'table', 'text', 'none'];

  it.each(ids)(
    '%s: Slack takes its message and what follows in the thread, whatever form its chart has',
    async (id) => {
      const document = documentOf(id);
      for (const charts of FORMS) {
        const pageUrl = 'https://dc.example/r/1';
        const { text, blocks, thread } = documentBlocks(document, STAMP, {
          charts,
          images: [],
          pageUrl,
          actions: true,
        });
        // The stand-in answers with Slack's error for what breaks a limit; the client throws it.
        const { ts } = await stage.client.chat.postMessage({ channel: CHANNEL, text, blocks: blocks as never });
        for (const each of thread)
          await stage.client.chat.postMessage({
            channel: CHANNEL,
            thread_ts: ts!,
            text: each.text,
            blocks: each.blocks as never,
          });
        const lines = blocks.flatMap((block) => ('text' in block && block.text ? block.text.text.split('\n') : []));
        expect(lines.length, 'lines before the chart').toBeLessThanOrEqual(12);
        expect(lines[0]).toMatch(/^\*.+\*$/);
      }
    },
  );
});
