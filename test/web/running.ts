/** Runs in memory behind the Reporting port, for the tests of web/. */

import { runIdOf } from '../../src/delivery/run-id.ts';
import type { Artifact, Destination, Renderer, Reporting, RunRecord } from '../../src/ports.ts';
import { sampleDocument } from '../support/sample-document.ts';

export const THEME = { accent: '#0072B2', logo: null, paper: 'A4' } as const;
export const REPORT = 'dc-score-performance';

const NEW: Omit<RunRecord, 'id' | 'request' | 'requestedBy' | 'destination'> = {
  state: 'queued',
  stage: 'queued',
  share: 0,
  outcomes: null,
  error: null,
  dataVersion: null,
  createdAt: '2026-11-22T10:00:00.000Z',
  finishedAt: null,
  timings: {},
};

export interface Runs extends Reporting {
  readonly all: Map<string, RunRecord>;
  /** Changes a run as a worker would. */
  change(id: string, more: Partial<RunRecord>): void;
  /** A finished run with the sample document. */
  ready(destination?: Destination): Promise<RunRecord>;
}

export const READY: Partial<RunRecord> = {
  state: 'ready',
  stage: 'ready',
  share: 1,
  outcomes: [{ status: 'ready', report: REPORT, document: sampleDocument, analysis: {} }],
  finishedAt: '2026-11-22T10:00:05.000Z',
};

export function createRuns(): Runs {
  const all = new Map<string, RunRecord>();
  const runs: Runs = {
    all,
    change(id, more) {
      const run = all.get(id);
      if (run) all.set(id, { ...run, ...more });
    },
    async ready(destination = { kind: 'none' }) {
      const request: RunRecord['request'] = {
        reports: [REPORT],
        selection: { projects: null, brands: null, period: null },
        options: {},
        formats: ['json', 'pdf'],
        seed: 1,
        locale: 'en-GB',
      };
      const run = await runs.submit(request, destination, null, `ready ${all.size}`);
      runs.change(run.id, READY);
      return all.get(run.id) ?? run;
    },
    async submit(request, destination, requestedBy, key) {
      const id = runIdOf(request, destination, key);
      const run = all.get(id) ?? { ...NEW, id, request, destination, requestedBy };
      all.set(id, run);
      return run;
    },
    find: async (id) => all.get(id) ?? null,
    async cancel(id) {
      const run = all.get(id);
      if (run?.state !== 'queued' && run?.state !== 'running') return false;
      runs.change(id, { state: 'cancelled' });
      return true;
    },
    recent: async (limit) => [...all.values()].slice(0, limit),
    status: async () => ({ queued: 2, running: 1, finishedLastHour: 0, failedLastHour: 0 }),
  };
  return runs;
}

/** Draws nothing: one artifact a format, with the names that the real renderer gives. */
export const renderer: Renderer = {
  render: async (document, _stamp, formats) =>
    formats.map(
      (format): Artifact => ({
        name: format === 'png' ? `${document.report.id}-1.png` : `${document.report.id}.${format}`,
        format,
        mediaType: format === 'pdf' ? 'application/pdf' : 'text/plain',
        title: document.report.id,
        alt: null,
        bytes: new TextEncoder().encode(`${format} of ${document.report.id}`),
      }),
    ),
  bundle: async (documents) => ({
    name: 'reports.pdf',
    format: 'pdf',
    mediaType: 'application/pdf',
    title: 'Reports',
    alt: null,
    bytes: new TextEncoder().encode(documents.map(({ report }) => report.id).join(', ')),
  }),
  page: (document) => `<!doctype html><title>${document.report.id}</title><!--downloads-->`,
  close: async () => {},
};
