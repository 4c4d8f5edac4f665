/** Report pages by signed link: the same document as the PDF, in a browser, with its files. */
import { Hono } from 'hono';
import type { Document, RunStamp } from '../document/document.ts';
import type { Renderer, Reporting, RunRecord, Theme } from '../ports.ts';
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
  const routes = new Hono<{ Variables: { document: Document; stamp: RunStamp } }>();
  routes.use('/r/:run/:report/*', async (context, next) => {
    const { run: runId, report } = context.req.param();
    const { expires = '', signature = '' } = context.req.query();
    if (!links.verify(runId, report, expires, signature))
      return context.text('This link is not valid any more. Ask for the report again in Slack.', 403);
    const run = await reporting.find(runId);
    const document = run && documentOf(run, report);
    if (!run || !document) return context.text('This report is not ready, or has been removed.', 404);
    context.set('document', document);
    context.set('stamp', stampOf(run));
    context.header('content-security-policy', CONTENT_SECURITY_POLICY);
    context.header('referrer-policy', 'no-referrer');
    context.header('x-content-type-options', 'nosniff');
    context.header('cache-control', 'private, no-store');
    await next();
  });
  routes.get('/r/:run/:report', (context) =>
    context.html(renderer.page(context.var.document, context.var.stamp, theme)),
  );
  routes.get('/r/:run/:report/files/:name', async (context) => {
    const name = context.req.param('name');
    const { document, stamp } = context.var;
    const artifact = await renderNamed(renderer, document, stamp, name, theme, context.req.raw.signal);
    return artifact ? sendArtifact(context, artifact) : context.text('There is no such file.', 404);
  });
  return routes as unknown as Hono;
}

/** The document of one report of a run; null while it is not ready. */
export function documentOf(run: RunRecord, report: string): Document | null {
  const outcome = run.outcomes?.find((each) => each.report === report);
  return outcome?.status === 'ready' ? outcome.document : null;
}

export function stampOf(run: RunRecord): RunStamp {
  return { runId: run.id, at: run.createdAt, requestedBy: run.requestedBy };
}
