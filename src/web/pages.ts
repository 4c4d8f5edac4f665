/** Report pages by signed link: the same document as the PDF, in a browser, with its files. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import type { Document, RunStamp } from '../document/document.ts';
import type { Renderer, Reporting, RunRecord, Theme } from '../ports.ts';
import { withDownloads } from '../render/page/web-page.ts';
import { renderNamed, sendArtifact } from './files.ts';
import type { ReportLinks } from './links.ts';

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

export interface PageTools {
  readonly reporting: Reporting;
  readonly renderer: Renderer;
  readonly links: ReportLinks;
  readonly theme: Theme;
}

export function createPageRoutes({ reporting, renderer, links, theme }: PageTools): Hono {
  const routes = new Hono<{ Variables: { run: RunRecord } }>();
  const guard: MiddlewareHandler<{ Variables: { run: RunRecord } }> = async (context, next) => {
    const runId = context.req.param('run') ?? '';
    const { expires = '', signature = '' } = context.req.query();
    if (!links.verify(runId, expires, signature))
      return context.text('This link is not valid any more. Ask for the report again in Slack.', 403);
    const run = await reporting.find(runId);
    if (!run) return context.text('This report has been removed.', 404);
    context.set('run', run);
    context.header('content-security-policy', CONTENT_SECURITY_POLICY);
    context.header('referrer-policy', 'no-referrer');
    context.header('x-content-type-options', 'nosniff');
    context.header('cache-control', 'private, no-store');
    await next();
  };
  // Covers the page itself, too.
  routes.use('/r/:run/*', guard);

  const page = (context: Context, run: RunRecord, document: Document | null): Response | Promise<Response> =>
    document
      ? context.html(withDownloads(renderer.page(document, stampOf(run), theme), downloads(context, run, document)))
      : context.text('This report is not ready, or the data did not allow it.', 404);
  routes.get('/r/:run', (context) => page(context, context.var.run, firstDocument(context.var.run)));
  routes.get('/r/:run/:report', (context) =>
    page(context, context.var.run, documentOf(context.var.run, context.req.param('report'))),
  );
  routes.get('/r/:run/:report/files/:name', async (context) => {
    const { run } = context.var;
    const { report, name } = context.req.param();
    const document = documentOf(run, report);
    const artifact =
      document && (await renderNamed(renderer, document, stampOf(run), name, theme, context.req.raw.signal));
    return artifact ? sendArtifact(context, artifact) : context.text('There is no such file.', 404);
  });
  return routes as unknown as Hono;
}

/** The files of the document, under the signature of the page itself. */
function downloads(context: Context, run: RunRecord, document: Document): { label: string; href: string }[] {
  const { id } = document.report;
  const { search } = new URL(context.req.url);
  const link = (label: string, name: string) => ({ label, href: `/r/${run.id}/${id}/files/${name}${search}` });
  return [link('PDF', `${id}.pdf`), link('Excel', `${id}.xlsx`), link('JSON', `${id}.json`)];
}

function firstDocument(run: RunRecord): Document | null {
  return run.outcomes?.map((outcome) => documentOf(run, outcome.report)).find((document) => document !== null) ?? null;
}

/** The document of one report of a run; null while it is not ready. */
export function documentOf(run: RunRecord, report: string): Document | null {
  const outcome = run.outcomes?.find((each) => each.report === report);
  return outcome?.status === 'ready' ? outcome.document : null;
}

export function stampOf(run: RunRecord): RunStamp {
  return { runId: run.id, at: run.createdAt, requestedBy: run.requestedBy };
}
