/** Deliveries that break at every step, before or after the step took effect: what arrives, arrives once. */
import { describe, expect, it } from 'vitest';
import { workJob } from '../../src/delivery/job.ts';
import { DeliveryError, type DeliveryFailure } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Artifact, MessageRef, Publisher, Renderer, RunRecord } from '../../src/ports.ts';
import type { RunOutcome } from '../../src/reports/report.ts';
import { createMemoryRunStore } from '../support/memory-run-store.ts';

const READY = {
  status: 'ready',
  report: 'r',
  document: { charts: [], summary: { headline: null } },
  analysis: {},
} as unknown as RunOutcome;
const RUN: RunRecord = {
  id: '11111111-1111-5111-8111-111111111111',
  request: {
    reports: ['r'],
    selection: { projects: null, brands: null, period: null },
    options: {},
    formats: ['pdf', 'csv'],
    seed: 1,
    locale: 'en-GB',
  },
  requestedBy: 'U1',
  destination: { kind: 'slack', team: 'T1', channel: 'C1', user: 'U1', thread: null },
  state: 'queued',
  stage: 'queued',
  share: 0,
  // Analysed already: these tests are about what comes after.
  outcomes: [READY],
  error: null,
  dataVersion: 'v1',
  createdAt: '2026-11-01T00:00:00.000Z',
  finishedAt: null,
  timings: {},
};
const artifact = (name: string, format: Artifact['format']): Artifact => ({
  name,
  format,
  mediaType: 'x/y',
  title: name,
  alt: null,
  bytes: new Uint8Array([1]),
});
const ARTIFACTS = [
  artifact('a-1.png', 'png'),
  artifact('a-2.png', 'png'),
  artifact('a-3.png', 'png'),
  artifact('a.csv', 'csv'),
  artifact('a.pdf', 'pdf'),
];
const SHARED_NAMES = ['a-3.png', 'a.csv', 'a.pdf'];

const renderer: Renderer = {
  render: async () => ARTIFACTS,
  bundle: () => Promise.reject(new Error('not used')),
  page: () => '',
  close: async () => {},
};

/** Slack as a channel of messages and files; breaks at the n-th call, before or after the call took effect. */
function fakeSlack(options: { breakAt?: number; after?: boolean; canLook?: boolean; failure?: DeliveryFailure } = {}) {
  const { breakAt = Number.POSITIVE_INFINITY, after = false, canLook = true, failure = 'outcome-unknown' } = options;
  const messages: { ref: MessageRef; runId: string; state: string }[] = [];
  const uploads: string[] = [];
  const shared: string[] = [];
  const told: string[] = [];
  let calls = 0;
  const step = async <T>(effect: () => T): Promise<T> => {
    calls++;
    const broken = calls === breakAt;
    const error = new DeliveryError({ code: 'slack', what: 'broken', why: 'test', fix: '' }, failure);
    if (broken && !after) throw error;
    const value = effect();
    if (broken) throw error;
    return value;
  };
  const at = (ref: MessageRef) => messages.find((message) => message.ref.ts === ref.ts);
  const publisher: Publisher = {
    announce: (to, run) =>
      step(() => {
        const ref = { channel: to.channel, ts: String(messages.length + 1) };
        messages.push({ ref, runId: run.id, state: 'progress' });
        return ref;
      }),
    findAnnouncement: async (_to, runId) =>
      canLook ? (messages.find((message) => message.runId === runId)?.ref ?? null) : 'unknown',
    updateProgress: async (ref) => {
      const message = at(ref);
      if (message) message.state = 'progress';
    },
    upload: (_to, file) =>
      step(() => {
        uploads.push(file.name);
        return `F${uploads.length}`;
      }),
    shareFile: (_to, _message, files) =>
      step(() => {
        for (const file of files) shared.push(file.title);
      }),
    isShared: async (_to, _message, fileId) => {
      const name = uploads[Number(fileId.slice(1)) - 1] ?? '';
      return canLook ? shared.includes(name) : null;
    },
    result: (ref) =>
      step(() => {
        const message = at(ref);
        if (message) message.state = 'result';
      }),
    unavailable: async () => {},
    failed: async () => {
      told.push('failed');
    },
  };
  return { publisher, messages, shared, told, calls: () => calls };
}

async function deliver(slack: ReturnType<typeof fakeSlack>, runs = createMemoryRunStore(RUN), drawing = renderer) {
  const tools = {
    runs,
    data: undefined as never,
    tunings: undefined as never,
    analysis: undefined as never,
    renderer: drawing,
    publisher: slack.publisher,
    theme: { accent: '#0072B2', logo: null, paper: 'A4' } as const,
    logger: createLogger('silent'),
    metrics: createMetrics(),
  };
  let tries = 0;
  for (let attempt = 0; attempt < 6; attempt++) {
    tries++;
    try {
      await workJob(
        { runId: RUN.id, attempt, lastAttempt: attempt === 5, lost: false, signal: new AbortController().signal },
        tools,
      );
      break;
    } catch {
      // The queue would try again; a process that died while announcing has been silent for long enough by then.
      const delivery = await runs.delivery(RUN.id);
      if (delivery?.announcement === 'sending') runs.announcementIs('sending');
    }
  }
  return { runs, tries };
}

const undisturbed = fakeSlack();
await deliver(undisturbed);
const CALLS = undisturbed.calls();

describe('a delivery', () => {
  it('posts one message with the result and shares every file once', () => {
    expect(undisturbed.messages).toEqual([expect.objectContaining({ state: 'result' })]);
    expect([...undisturbed.shared].sort()).toEqual(SHARED_NAMES);
    expect(CALLS).toBeGreaterThan(8);
  });

  for (const after of [false, true])
    it.each(Array.from({ length: CALLS }, (_, i) => i + 1))(
      `that breaks ${after ? 'after' : 'before'} call %i took effect ends with everything once`,
      async (breakAt) => {
        const slack = fakeSlack({ breakAt, after });
        const { runs, tries } = await deliver(slack);
        expect(tries).toBe(2);
        expect(runs.run().state).toBe('ready');
        expect(slack.messages).toEqual([expect.objectContaining({ state: 'result' })]);
        expect([...slack.shared].sort()).toEqual(SHARED_NAMES);
      },
    );

  it.each(Array.from({ length: CALLS }, (_, i) => i + 1))(
    'that breaks after call %i, where nobody may look, still repeats no result and no file',
    async (breakAt) => {
      const slack = fakeSlack({ breakAt, after: true, canLook: false });
      const { runs } = await deliver(slack);
      expect(runs.run().state).toBe('ready');
      expect(slack.messages.filter((message) => message.state === 'result')).toHaveLength(1);
      expect([...slack.shared].sort()).toEqual(SHARED_NAMES);
    },
  );

  it('of several reports shares one bundle instead of a PDF each', async () => {
    const asked: { what: string; formats?: readonly string[] }[] = [];
    const several: Renderer = {
      ...renderer,
      render: async (_document, _stamp, formats) => {
        asked.push({ what: 'render', formats });
        return [];
      },
      bundle: async (documents) => {
        asked.push({ what: `bundle of ${documents.length}` });
        return artifact('bundle.pdf', 'pdf');
      },
    };
    const slack = fakeSlack();
    await deliver(slack, createMemoryRunStore({ ...RUN, outcomes: [READY, { ...READY, report: 's' }] }), several);
    expect(asked.map(({ what }) => what)).toEqual(['bundle of 2', 'render', 'render']);
    for (const { formats } of asked) expect(formats ?? []).not.toContain('pdf');
    expect(slack.shared).toEqual(['bundle.pdf']);
  });

  it('goes without files where files cannot be posted', async () => {
    const slack = fakeSlack({ breakAt: 2, failure: 'no-files' });
    const { runs, tries } = await deliver(slack);
    expect(tries).toBe(1);
    expect(runs.run().state).toBe('ready');
    expect(slack.messages).toEqual([expect.objectContaining({ state: 'result' })]);
    expect(slack.shared).toEqual([]);
  });

  it('ends at once and tells the person when the failure is permanent', async () => {
    const slack = fakeSlack({ breakAt: 1, failure: 'permanent' });
    const { runs, tries } = await deliver(slack);
    expect(tries).toBe(1);
    expect(runs.run()).toMatchObject({ state: 'failed', error: { code: 'slack', what: 'broken' } });
    expect(slack.told).toEqual(['failed']);
  });

  it('does nothing for a cancelled run', async () => {
    const slack = fakeSlack();
    await deliver(slack, createMemoryRunStore({ ...RUN, state: 'cancelled' }));
    expect(slack.calls()).toBe(0);
  });
});
