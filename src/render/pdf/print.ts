/** Prints a page to PDF: waits until it is ready, prints twice where page numbers of the contents ask for it, checks. */
import type { Page } from 'puppeteer';
import { AppError } from '../../errors.ts';
import type { PageGuard } from '../browser/page-guard.ts';
import { missingGlyphs } from '../fonts.ts';
import type { PrintPage } from '../html/print-page.ts';
import { template } from '../html/shell.ts';
import { type PdfFile, type PdfMetadata, readPdf, withMetadata } from './pdf-file.ts';

/** Shorter documents need no contents. */
const PAGES_WITHOUT_CONTENTS = 4;
/** Page numbers settle in the second print, because they have a fixed width; a third would only repeat it. */
const MAX_PRINTS = 3;
const LISTED = 5;

interface Readiness {
  readonly problems: readonly string[];
  readonly texts: readonly string[];
}

/**
 * @param source HTML whose contents, if any, have no page numbers yet
 * @returns a tagged PDF with bookmarks and metadata; equal input gives equal bytes
 * @throws AppError `render` that names every problem: broken fonts or images, requests, errors of the page, characters
 * that no font has, blank pages
 */
export async function printPdf(
  page: Page,
  guard: PageGuard,
  source: PrintPage,
  metadata: PdfMetadata,
): Promise<Uint8Array> {
  await page.setContent(source.html, { waitUntil: 'load' });
  const readiness = (await page.evaluate(template('ready.js'))) as Readiness;
  await page.waitForSelector('html[data-ready="true"]');
  refuse(source.title, [...guard.problems, ...readiness.problems, ...glyphProblems(readiness.texts)]);

  let printed: Printed;
  if (source.destinations.length === 0) printed = await print(page);
  else {
    const draft = await print(page, 'draft');
    if (draft.file.pages <= PAGES_WITHOUT_CONTENTS) {
      await page.evaluate("document.querySelector('.contents').remove()");
      printed = await print(page);
    } else printed = await numberContents(page, source, draft);
  }

  refuse(source.title, [
    ...guard.problems,
    ...printed.file.blankPages.map((number) => `page ${number} of ${printed.file.pages} is blank`),
  ]);
  return withMetadata(printed.bytes, metadata);
}

interface Printed {
  readonly bytes: Uint8Array;
  readonly file: PdfFile;
}

/** A draft only tells on which page things stand: without tags and bookmarks, a third faster. */
async function print(page: Page, purpose: 'draft' | 'delivery' = 'delivery'): Promise<Printed> {
  const isComplete = purpose === 'delivery';
  const bytes = await page.pdf({
    preferCSSPageSize: true,
    printBackground: true,
    tagged: isComplete,
    outline: isComplete,
    timeout: 0,
  });
  return { bytes, file: readPdf(bytes) };
}

async function numberContents(page: Page, source: PrintPage, draft: Printed): Promise<Printed> {
  let last = draft;
  for (let prints = 1; prints < MAX_PRINTS; prints += 1) {
    const numbers = source.destinations.map((id) => [id, last.file.destinations.get(id)] as const);
    const lost = numbers.filter(([, number]) => number === undefined).map(([id]) => `#${id} stands on no page`);
    refuse(source.title, lost);
    const fill = `for (const [id, number] of ${JSON.stringify(numbers)})
      document.querySelector('.contents a[href="#' + id + '"] .page').textContent = String(number);`;
    await page.evaluate(fill);
    const next = await print(page);
    if (numbers.every(([id, number]) => next.file.destinations.get(id) === number)) return next;
    last = next;
  }
  throw notPrinted(source.title, 'the page numbers of the contents do not settle');
}

/** Characters without a glyph, each with a text that holds it. */
function glyphProblems(texts: readonly string[]): string[] {
  return missingGlyphs(texts.join('\n')).map((character) => {
    const where = texts.find((text) => text.includes(character)) ?? '';
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `no bundled font has "${character}" (U+${code}), in "${where.slice(0, 60)}"`;
  });
}

function refuse(title: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length > LISTED ? `; and ${problems.length - LISTED} more` : '';
  throw notPrinted(title, `${problems.slice(0, LISTED).join('; ')}${more}`);
}

function notPrinted(title: string, why: string): AppError {
  return new AppError({
    code: 'render',
    what: `The PDF "${title}" was not made.`,
    why: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
    fix: 'Correct what is named, or take the report as CSV or XLSX; a PDF with such a fault is never delivered.',
  });
}
