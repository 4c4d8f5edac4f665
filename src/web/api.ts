/** REST API: the orchestration of Slack and CLI for programs, with bearer tokens. Described by openapi.ts. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ZodError } from 'zod';
import { LOOK_BACK_RUNS, pastRunsOf } from '../delivery/past-runs.ts';
import { requestFromWords, requirePeriod, selectionFromWords } from '../delivery/request.ts';
import { splitNames } from '../domain/names.ts';
import { DEFAULT_SEED } from '../domain/request.ts';
import { resolveSelection } from '../domain/selection.ts';
import { AppError, type Explanation, explain } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { DataReader, Renderer, Reporting, RunRecord, Theme } from '../ports.ts';
import { findReport, REPORTS, reportsByCategory } from '../reports/catalog.ts';
import { missingByDefault } from '../reports/readiness.ts';
import { type AnyReport, CATEGORIES } from '../reports/report.ts';
import { resolveOptions } from '../reports/resolve-options.ts';
import { suggest } from '../reports/suggest.ts';
import { type ApiStatus, type RunBody, runBodySchema } from './api-schema.ts';
import { renderNamed, sendArtifact } from './files.ts';
import { createOpenApi } from './openapi.ts';
import { documentOf, stampOf } from './pages.ts';

/** A request body larger than this is no report request. */
const MAX_BODY_BYTES = 64 * 1024;

const STATUS_OF: Partial<Record<Explanation['code'], ContentfulStatusCode>> = {
  usage: 400,
  unauthorised: 401,
  forbidden: 403,
  'not-found': 404,
  'too-large': 413,
  timeout: 504,
};

export interface ApiTools {
  readonly tokens: readonly string[];
  readonly reporting: Reporting;
  readonly data: Pick<DataReader, 'catalog'>;
  readonly renderer: Renderer;
  readonly theme: Theme;
  readonly locale: string;
  readonly logger: Logger;
  status(): Promise<ApiStatus>;
}

export function createApi(tools: ApiTools): Hono {
  const api = new Hono();
  api.onError((error, context) => {
    const explanation = explain(error);
    const status = STATUS_OF[explanation.code] ?? 500;
    if (status >= 500) tools.logger.error({ err: error }, 'API request failed');
    // RFC 6750 §3: the refusal names the scheme.
    if (status === 401) context.header('www-authenticate', 'Bearer');
    return context.json({ error: explanation }, status);
  });
  api.get('/openapi.json', (context) => context.json(createOpenApi()));
  api.use('*', async (context, next) => {
    const given = /^Bearer (\S+)$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
    if (!tools.tokens.some((token) => sameText(token, given)))
      throw new AppError({
        code: 'unauthorised',
        what: 'The request is not authorised.',
        why: 'It carries no valid bearer token.',
        fix: 'Send "Authorization: Bearer <token>" with a token from API_TOKENS.',
      });
    await next();
  });
  api.use(
    '*',
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError() {
        throw new AppError({
          code: 'too-large',
          what: 'The request body is too large.',
          why: `It is longer than ${MAX_BODY_BYTES / 1024} KiB.`,
          fix: 'Name fewer brands; roles such as "all" need no list.',
        });
      },
    }),
  );

  api.get('/reports', async (context) => {
    const category = context.req.query('category');
    if (category !== undefined && !(CATEGORIES as readonly string[]).includes(category))
      throw new AppError({
        code: 'usage',
        what: `There is no category "${category}".`,
        why: `The categories are ${CATEGORIES.join(', ')}.`,
        fix: 'Leave the category out to list every report.',
      });
    const categories = reportsByCategory().filter((each) => category === undefined || each.category === category);
    const catalog = await tools.data.catalog();
    return context.json({
      categories: categories.map(({ category: name, reports }) => ({
        category: name,
        reports: reports.map((report) => {
          const { id, title, question, needs, options, adds } = report;
          return { id, title, question, needs, options, adds, missing: missingByDefault(report, catalog) };
        }),
      })),
    });
  });

  api.get('/suggestions', async (context) => {
    const { brands, projects, period } = context.req.query();
    const request = selectionFromWords({
      brands: splitNames(brands ?? ''),
      projects: splitNames(projects ?? ''),
      period: period === undefined ? undefined : requirePeriod(period),
    });
    const catalog = await tools.data.catalog();
    const resolved = resolveSelection(catalog, request);
    if (!resolved.ok)
      throw new AppError({
        code: 'usage',
        what: 'There is nothing to suggest for this selection.',
        why: resolved.problems.map(({ need, have }) => `Needed: ${need}; there is ${have}.`).join(' '),
        fix: resolved.problems[0]?.fix ?? 'Choose other brands or projects.',
      });
    const recent = pastRunsOf(await tools.reporting.recent(LOOK_BACK_RUNS, context.req.query('user')));
    return context.json(suggest(REPORTS, catalog, resolved.selection, recent));
  });

  api.post('/runs', async (context) => {
    const body = await readBody(context.req);
    for (const id of body.reports) requireOptions(requireReport(id), body.options ?? {});
    const request = requestFromWords({
      reports: body.reports,
      brands: body.brands,
      projects: body.projects,
      formats: body.formats,
      period: body.period === undefined ? undefined : requirePeriod(body.period),
      options: body.options ?? {},
      seed: body.seed ?? DEFAULT_SEED,
      locale: body.locale ?? tools.locale,
      previous: body.previous,
    });
    const key = context.req.header('idempotency-key') ?? randomUUID();
    const run = await tools.reporting.submit(request, { kind: 'none' }, 'api', `api:${key}`);
    return context.json(runView(run), 202, { location: `/api/v1/runs/${run.id}` });
  });

  api.get('/runs/:id', async (context) =>
    context.json(runView(await requireRun(tools.reporting, context.req.param('id')))),
  );

  api.delete('/runs/:id', async (context) => {
    const run = await requireRun(tools.reporting, context.req.param('id'));
    return context.json({ id: run.id, cancelled: await tools.reporting.cancel(run.id) });
  });

  api.get('/runs/:id/documents/:report', async (context) => {
    const run = await requireRun(tools.reporting, context.req.param('id'));
    const outcome = run.outcomes?.find((each) => each.report === context.req.param('report'));
    if (!outcome) throw notFound('There is no such document.', 'The run is not finished, or has no such report.');
    if (outcome.status === 'unavailable') return context.json(outcome);
    return context.json({ run: stampOf(run), document: outcome.document });
  });

  api.get('/runs/:id/documents/:report/files/:name', async (context) => {
    const { id, report, name } = context.req.param();
    const run = await requireRun(tools.reporting, id);
    const document = documentOf(run, report);
    const artifact =
      document &&
      (await renderNamed(tools.renderer, document, stampOf(run), name, tools.theme, context.req.raw.signal));
    if (!artifact) throw notFound('There is no such file.', 'The document has no file of that name.');
    return sendArtifact(context, artifact);
  });

  api.get('/runs/:id/bundle.pdf', async (context) => {
    const run = await requireRun(tools.reporting, context.req.param('id'));
    const documents = (run.outcomes ?? []).flatMap((outcome) => (outcome.status === 'ready' ? [outcome.document] : []));
    if (documents.length === 0)
      throw notFound('There is no bundle.', 'The run is not finished, or none of its reports had enough data.');
    const bundle = await tools.renderer.bundle(documents, stampOf(run), tools.theme, context.req.raw.signal);
    return sendArtifact(context, bundle);
  });

  api.get('/status', async (context) => context.json(await tools.status()));
  api.all('*', () => {
    throw new AppError({
      code: 'not-found',
      what: 'There is no such address.',
      why: 'The API does not have this path and method.',
      fix: 'See /api/v1/openapi.json for what there is.',
    });
  });
  return api;
}

async function readBody(request: { json(): Promise<unknown> }): Promise<RunBody> {
  let body: unknown;
  try {
    body = await request.json();
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  const parsed = runBodySchema.safeParse(body);
  if (!parsed.success) throw invalid(reasons(parsed.error));
  return parsed.data;
}

function reasons(error: ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
}

function invalid(why: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: 'usage',
      what: 'The request body is not valid.',
      why: `${why}.`,
      fix: 'See /api/v1/openapi.json for its form.',
    },
    cause,
  );
}

function notFound(what: string, why: string): AppError {
  return new AppError({
    code: 'not-found',
    what,
    why,
    fix: 'Check the id; finished runs are kept for a limited time.',
  });
}

function requireReport(id: string): AnyReport {
  const report = findReport(id);
  if (report) return report;
  throw new AppError({
    code: 'not-found',
    what: `There is no report "${id}".`,
    why: 'Its id is not in the catalogue.',
    fix: 'List the reports with GET /api/v1/reports.',
  });
}

/** Wrong options are the caller's to mend, so they are refused now and not by a run that fails later. */
function requireOptions(report: AnyReport, given: NonNullable<RunBody['options']>): void {
  const resolved = resolveOptions(report.options, given);
  if (!resolved.ok)
    throw new AppError({
      code: 'usage',
      what: `The options of ${report.id} are not valid.`,
      why: resolved.problems.map((problem) => problem.message).join(' '),
      fix: 'GET /api/v1/reports lists the options of every report.',
    });
}

async function requireRun(reporting: Reporting, id: string): Promise<RunRecord> {
  const known = /^[0-9a-f-]{36}$/.test(id) ? await reporting.find(id) : null;
  // Runs asked for in Slack belong to the people there; API tokens see only what came through the API.
  if (known?.destination.kind !== 'none') throw notFound('There is no such run.', 'No run has this id.');
  return known;
}

function runView(run: RunRecord) {
  return {
    id: run.id,
    state: run.state,
    stage: run.stage,
    share: run.share,
    createdAt: run.createdAt,
    finishedAt: run.finishedAt,
    error: run.error,
    outdated: run.outdated ?? null,
    timings: run.timings,
    outcomes:
      run.outcomes?.map((outcome) =>
        outcome.status === 'ready'
          ? { report: outcome.report, status: 'ready', document: `/api/v1/runs/${run.id}/documents/${outcome.report}` }
          : outcome,
      ) ?? null,
  };
}

/** Compares without telling by its time how much of a token was right. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
