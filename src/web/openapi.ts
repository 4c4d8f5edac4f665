/** The OpenAPI 3.1 description of the REST API, built from the schemas that validate it. */
import { z } from 'zod';
import { CATEGORIES } from '../reports/report.ts';
import { runBodySchema } from './api-schema.ts';

const json = (description: string, schema: unknown = { type: 'object' }) => ({
  description,
  content: { 'application/json': { schema } },
});
const parameter = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});
const query = (name: string, description: string) => ({ name, in: 'query', description, schema: { type: 'string' } });
const problem = { $ref: '#/components/responses/Problem' };
const RUN_ID = parameter('id', 'Run id.');
const REPORT_ID = parameter('report', 'Report id.');

const nullable = (type: string) => ({ type: [type, 'null'] });

const RUN = {
  type: 'object',
  required: ['id', 'state', 'stage', 'share', 'createdAt', 'finishedAt', 'error', 'outdated', 'timings', 'outcomes'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    state: { type: 'string', enum: ['queued', 'running', 'ready', 'failed', 'cancelled'] },
    stage: { type: 'string', description: 'What is being done, in words.' },
    share: { type: 'number', minimum: 0, maximum: 1 },
    createdAt: { type: 'string', format: 'date-time' },
    finishedAt: nullable('string'),
    error: { ...nullable('object'), description: 'What failed, why, and what to do.' },
    outdated: {
      ...nullable('object'),
      description: 'The first later load that replaced values which the run had read; null: none did.',
      required: ['batch', 'source', 'at', 'values'],
      properties: {
        batch: { type: 'integer' },
        source: { type: 'string' },
        at: { type: 'string', format: 'date-time' },
        values: { type: 'integer', description: 'Values replaced since, over all later loads.' },
      },
    },
    timings: { type: 'object', description: 'Milliseconds by stage.' },
    outcomes: { ...nullable('array'), items: { type: 'object' } },
  },
};

export function createOpenApi() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Digi-Cadence reports',
      version: '1',
      description: 'Start reports, follow them, fetch their results.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    paths: {
      '/reports': {
        get: {
          summary: 'Reports by category, with their options',
          parameters: [{ name: 'category', in: 'query', schema: { type: 'string', enum: [...CATEGORIES] } }],
          responses: { 200: json('Categories with their reports.'), 401: problem },
        },
      },
      '/suggestions': {
        get: {
          summary: 'Reports worth running on a selection, with reasons, and what the others lack',
          parameters: [
            query('brands', 'Names with commas between them, or own, competitors, all. Default: own.'),
            query('projects', 'Names with commas between them. Default: the current round of every market.'),
            query('period', 'For example "last 12 months" or "2024-01..2024-06".'),
            query('user', 'Whose runs count as past runs. Default: everybody’s.'),
          ],
          responses: { 200: json('Suggestions, the most worth running first.'), 400: problem, 401: problem },
        },
      },
      '/runs': {
        post: {
          summary: 'Start one or several reports',
          parameters: [
            {
              name: 'Idempotency-Key',
              in: 'header',
              description: 'The same key and body find the same run.',
              schema: { type: 'string', maxLength: 255 },
            },
          ],
          requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(runBodySchema) } } },
          responses: { 202: json('The run, queued.', RUN), 400: problem, 401: problem, 404: problem },
        },
      },
      '/runs/{id}': {
        get: {
          summary: 'State, progress and outcomes of a run',
          parameters: [RUN_ID],
          responses: { 200: json('The run.', RUN), 401: problem, 404: problem },
        },
        delete: {
          summary: 'Cancel a run',
          parameters: [RUN_ID],
          responses: { 200: json('Whether it was still to be cancelled.'), 401: problem, 404: problem },
        },
      },
      '/runs/{id}/documents/{report}': {
        get: {
          summary: 'The document of one report, beside its run; or what was missing for it',
          parameters: [RUN_ID, REPORT_ID],
          responses: {
            200: json('`{run, document}` or `{status: "unavailable", missing}`.'),
            401: problem,
            404: problem,
          },
        },
      },
      '/runs/{id}/documents/{report}/files/{name}': {
        get: {
          summary: 'A file of the document: PDF, PNG, CSV, XLSX or JSON',
          parameters: [RUN_ID, REPORT_ID, parameter('name', 'File name, such as dc-score-performance.pdf.')],
          responses: { 200: { description: 'The file.' }, 401: problem, 404: problem },
        },
      },
      '/runs/{id}/bundle.pdf': {
        get: {
          summary: 'One PDF with every ready report of the run, a merged summary and contents',
          parameters: [RUN_ID],
          responses: { 200: { description: 'The PDF.' }, 401: problem, 404: problem },
        },
      },
      '/status': {
        get: {
          summary: 'Version, data, queue, sources, and how many recent runs are outdated',
          responses: { 200: json('The status.'), 401: problem },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: json('What failed, why, and what to do.', {
          type: 'object',
          required: ['error'],
          properties: {
            error: {
              type: 'object',
              required: ['code', 'what', 'why', 'fix'],
              properties: {
                code: { type: 'string' },
                what: { type: 'string' },
                why: { type: 'string' },
                fix: { type: 'string' },
              },
            },
          },
        }),
      },
    },
  };
}
