/** Runs for the tests of slack/. */
import type { Destination, RunRecord } from '../../src/ports.ts';
import { sampleDocument } from '../support/sample-document.ts';

export const channel: Extract<Destination, { kind: 'slack' }> = {
  kind: 'slack',
  team: 'T1',
  channel: 'C0GENERAL',
  user: 'U0ASKER',
  thread: null,
};

export function runOf(more: Partial<RunRecord> = {}): RunRecord {
  return {
    id: '7f3a91c2-0000-5000-8000-000000000000',
    request: {
      reports: ['dc-score-performance'],
      selection: {
        projects: ['IN-Skincare'],
        brands: { names: ['Aurora'] },
        period: { kind: 'last', count: 12, unit: 'month' },
      },
      options: {},
      formats: ['pdf', 'png'],
      seed: 1,
      locale: 'en-GB',
    },
    requestedBy: 'U0ASKER',
    destination: channel,
    state: 'running',
    stage: 'analysing',
    share: 0.4,
    outcomes: null,
    error: null,
    dataVersion: 'v1',
    createdAt: '2026-11-22T12:00:00.000Z',
    finishedAt: null,
    timings: {},
    ...more,
  };
}

export const readyRun = (more: Partial<RunRecord> = {}): RunRecord =>
  runOf({
    state: 'ready',
    outcomes: [{ status: 'ready', report: 'dc-score-performance', document: sampleDocument, analysis: {} }],
    ...more,
  });
