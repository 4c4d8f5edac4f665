/** What must never be delivered is refused, with its name; what tries to run in the page stays text. */
import { afterAll, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import type { Renderer, Theme } from '../../../src/ports.ts';
import { WarmBrowser } from '../../../src/render/browser/warm-browser.ts';
import { readPdf } from '../../../src/render/pdf/pdf-file.ts';
import { printPdf } from '../../../src/render/pdf/print.ts';
import { createRenderer } from '../../../src/render/renderer.ts';
import { readPdfAsReader } from '../../support/read-pdf.ts';
import { sampleDocument, sampleStamp } from '../../support/sample-document.ts';

const browser = new WarmBrowser({ timeoutMs: 20_000 });
const renderer: Renderer = createRenderer({ timeoutMs: 20_000 });
const theme: Theme = { accent: '#0072B2', logo: null, paper: 'A4' };
const signal = new AbortController().signal;
const metadata = { title: 'T', author: 'A', subject: 'S', keywords: 'K', at: new Date('2026-01-01T00:00:00Z') };

afterAll(async () => {
  await Promise.all([browser.close(), renderer.close()]);
});

const printBody = (body: string, head = ''): Promise<Uint8Array> =>
  browser.withPage(
    (page, guard) =>
      printPdf(
        page,
        guard,
        {
          html: `<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`,
          title: 'T',
          destinations: [],
        },
        metadata,
      ),
    signal,
  );

async function refusal(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('render');
  return error as AppError;
}

describe('a page with a fault is refused', () => {
  test.each([
    ['a console error', '<p>x</p><script>console.error("broken axis")</script>', 'broken axis'],
    ['an uncaught error', '<p>x</p><script>throw new Error("no such chart")</script>', 'no such chart'],
    ['a request', '<p>x</p><img src="http://127.0.0.1:9/logo.png">', 'http://127.0.0.1:9/logo.png'],
    [
      'a request of a style sheet',
      '<p style="background:url(https://example.test/a.png)">x</p>',
      'https://example.test/a.png',
    ],
    ['a file', '<p>x</p><iframe src="file:///etc/passwd"></iframe>', 'file:///etc/passwd'],
    ['a broken picture', '<p>x</p><img src="data:image/png;base64,AAAA">', 'image'],
    ['a glyph that no font has', '<p>ግ</p>', 'U+130D'],
    [
      'a blank page',
      '<p>x</p><div style="break-before:page"></div><p style="break-before:page">y</p>',
      'page 2 of 3 is blank',
    ],
  ])('%s', async (_, body, named) => {
    expect((await refusal(printBody(body))).why.toLowerCase()).toContain(named.toLowerCase());
  });

  test('a broken font', async () => {
    const head =
      '<style>@font-face{font-family:Lost;src:url(data:font/woff2;base64,AAAA)}body{font-family:Lost}</style>';
    expect((await refusal(printBody('<p>x</p>', head))).why).toContain('Lost');
  });

  test('a contents entry that stands on no page', async () => {
    const html = `<!doctype html><html><body><nav class="contents"></nav>${'<p style="break-after:page">x</p>'.repeat(5)}`;
    const attempt = browser.withPage(
      (page, guard) => printPdf(page, guard, { html, title: 'T', destinations: ['nowhere'] }, metadata),
      signal,
    );
    expect((await refusal(attempt)).why).toContain('#nowhere stands on no page');
  });

  test('a whole page passes', async () => {
    const pdf = await readPdfAsReader(await printBody('<h1>花椿 ✨ ≥ 3</h1>'));
    expect(pdf.pages).toHaveLength(1);
  });
});

describe('documents with a fault', () => {
  test('a brand in a script without font: refused, with the letter and where it stands', async () => {
    const document = { ...sampleDocument, verdict: { text: 'ግንግ rose by 3 points.', refs: [] } };
    const { why, what } = await refusal(renderer.render(document, sampleStamp, ['pdf'], theme, signal));
    expect(what).toContain(sampleDocument.title);
    expect(why).toContain('U+130D');
    expect(why).toContain('ግንግ rose');
  });

  test('a logo that is not in the theme itself: refused, with its address', async () => {
    const logo = 'https://example.test/logo.png';
    const { why } = await refusal(renderer.render(sampleDocument, sampleStamp, ['pdf'], { ...theme, logo }, signal));
    expect(why).toContain(logo);
  });

  test('names with markup, CSS and template slots are text everywhere', async () => {
    const name = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'}@page{size:1mm}{{fonts}}';
    const document = {
      ...sampleDocument,
      title: name,
      verdict: { text: `${name} rose.`, refs: [] },
      scope: { ...sampleDocument.scope, label: name, brands: [name] },
      kpis: sampleDocument.kpis.map((kpi) => ({ ...kpi, label: name })),
      sections: sampleDocument.sections.map((section) => ({ ...section, heading: name })),
      charts: sampleDocument.charts.map((chart) =>
        chart.kind === 'ranked-bars'
          ? { ...chart, title: name, alt: name, bars: chart.bars.map((bar) => ({ ...bar, label: name })) }
          : chart,
      ),
    };
    const [artifact] = await renderer.render(document, sampleStamp, ['pdf'], theme, signal);
    const pdf = await readPdfAsReader(artifact!.bytes);
    expect(Math.round(pdf.pages[0]!.width)).toBe(595);
    expect(pdf.pages[0]!.text).toContain('<script>alert(1)</script>');
    expect(pdf.pages[2]!.text).toContain('{{fonts}}');
    expect(pdf.info.Title).toBe(name);
  });
});

test('a file of another build is refused, not guessed at', () => {
  expect(() => readPdf(new TextEncoder().encode('%PDF-1.7\nstartxref\n12\n%%EOF'))).toThrow(RangeError);
});
