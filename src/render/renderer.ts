/** The renderer: files, bundles and pages of documents, behind the port that delivery, web and CLI use. */
import type { Document, RunStamp } from '../document/document.ts';
import type { FileFormat } from '../domain/request.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Artifact, Renderer, Theme } from '../ports.ts';
import { WarmBrowser } from './browser/warm-browser.ts';
import { pictureAlt } from './charts/picture-alt.ts';
import { renderChartPng, renderChartSvg } from './charts/render-chart.ts';
import { sparkline } from './charts/sparkline.ts';
import { tableCsv } from './csv/csv.ts';
import { bundleTitle } from './html/bundle-front.ts';
import { type Chapter, csvName, type Drawing } from './html/chapter.ts';
import { printPage } from './html/print-page.ts';
import { documentJson } from './json.ts';
import { webPage } from './page/web-page.ts';
import { ensureContrast } from './palette.ts';
import type { PdfMetadata } from './pdf/pdf-file.ts';
import { printPdf } from './pdf/print.ts';
import { documentWorkbook } from './xlsx/workbook.ts';

export interface RendererOptions {
  /** Chrome or Chromium to print with; absent: the first that is found. */
  readonly browserPath?: string;
  /** Bounds one print. */
  readonly timeoutMs: number;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

const MEDIA_TYPES = {
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

type DrawnFormat = keyof typeof MEDIA_TYPES;

/** Files of one document come in this order, whatever order they are asked in. */
const ORDER: readonly DrawnFormat[] = ['json', 'pdf', 'png', 'csv', 'xlsx'];

/** Starts nothing by itself: the browser comes up with the first PDF. */
export function createRenderer(options: RendererOptions): Renderer {
  const browser = new WarmBrowser(options);

  const drawingFor = (theme: Theme): Drawing => ({
    chart: (spec, size) => renderChartSvg(spec, theme, size),
    sparkline: (values, better, size) => sparkline(values, better, theme, size),
  });

  async function pdf(
    documents: readonly Document[],
    bundled: boolean,
    stamp: RunStamp,
    theme: Theme,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const chapters = chaptersOf(documents, bundled, stamp, theme, drawingFor(theme));
    const source = printPage(chapters, theme.paper, ensureContrast(theme.accent, '#FFFFFF'), null);
    const metadata = metadataOf(documents, source.title, stamp);
    return browser.withPage((page, guard) => printPdf(page, guard, source, metadata), signal);
  }

  async function files(
    document: Document,
    stamp: RunStamp,
    format: DrawnFormat,
    theme: Theme,
    signal: AbortSignal,
  ): Promise<Artifact[]> {
    const { id } = document.report;
    const file = (name: string, bytes: Uint8Array, title = document.title, alt: string | null = null): Artifact => ({
      name,
      format,
      mediaType: MEDIA_TYPES[format],
      title,
      alt,
      bytes,
    });
    switch (format) {
      case 'json':
        return [file(`${id}.json`, documentJson(document))];
      case 'pdf':
        return [file(`${id}.pdf`, await pdf([document], false, stamp, theme, signal))];
      case 'xlsx':
        return [file(`${id}.xlsx`, await documentWorkbook(document, stamp))];
      case 'csv':
        return document.tables.map((table) => file(csvName(document, table.id), tableCsv(table), table.title));
      case 'png': {
        const pictures: Artifact[] = [];
        for (const [i, spec] of document.charts.entries()) {
          throwIfAborted(signal);
          const bytes = await renderChartPng(spec, theme);
          pictures.push({ ...file(`${id}-${i + 1}.png`, bytes, spec.title, pictureAlt(spec)), chart: spec.id });
        }
        return pictures;
      }
    }
  }

  return {
    async render(document, stamp, formats, theme, signal) {
      const artifacts: Artifact[] = [];
      for (const format of ORDER) {
        if (!formats.includes(format)) continue;
        throwIfAborted(signal);
        artifacts.push(...(await files(document, stamp, format, theme, signal)));
      }
      const unknown = formats.find((format: FileFormat) => format !== 'blocks' && !ORDER.includes(format));
      if (unknown !== undefined) throw new RangeError(`unknown file format "${unknown}"`);
      return artifacts;
    },
    async bundle(documents, stamp, theme, signal) {
      if (documents.length === 0) throw new RangeError('a bundle needs at least one document');
      return {
        name: 'digi-cadence-reports.pdf',
        format: 'pdf',
        mediaType: MEDIA_TYPES.pdf,
        title: bundleTitle(documents),
        alt: null,
        bytes: await pdf(documents, true, stamp, theme, signal),
      };
    },
    page: (document, stamp, theme) => webPage(document, stamp, theme, drawingFor(theme)),
    close: () => browser.close(),
  };
}

function chaptersOf(
  documents: readonly Document[],
  bundled: boolean,
  stamp: RunStamp,
  theme: Theme,
  drawing: Drawing,
): Chapter[] {
  return documents.map((document, i) => ({
    document,
    stamp,
    drawing,
    medium: 'paper',
    paper: theme.paper,
    logo: theme.logo,
    level: bundled ? 2 : 1,
    prefix: bundled ? `d${i + 1}` : '',
  }));
}

function metadataOf(documents: readonly Document[], title: string, stamp: RunStamp): PdfMetadata {
  const scopes = [...new Set(documents.map(({ scope }) => `${scope.label}, ${scope.period}`))];
  return {
    title,
    author: 'Digi-Cadence',
    subject: `${[...new Set(documents.map(({ report }) => report.title))].join('; ')} – ${scopes.join('; ')}`,
    keywords: `run ${stamp.runId}; data as of ${[...new Set(documents.map(({ scope }) => scope.dataAsOf))].join(', ')}`,
    at: new Date(stamp.at),
  };
}

function throwIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new AppError({
    code: 'cancelled',
    what: 'Rendering was stopped.',
    why: 'The run was cancelled.',
    fix: 'Run the report again.',
  });
}
