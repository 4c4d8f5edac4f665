import { expect, it, vi } from 'vitest';
import { createLogger } from '../../src/log.ts';
import type { RunRecord } from '../../src/ports.ts';
import { createUsualTimes, usualTimes } from '../../src/slack/usual-times.ts';
import { readyRun } from './runs.ts';

const took = (total: number, more: Partial<RunRecord> = {}): RunRecord =>
  readyRun({ timings: { load: 100, analyse: total - 100 }, ...more });

it('is the median of whole, finished runs of one report', () => {
  const { request } = readyRun();
  const several = { ...request, reports: ['dc-score-performance', 'revenue-impact'] };
  const times = usualTimes([
    took(3_000),
    took(9_000),
    took(4_000),
    took(50_000, { state: 'failed' }),
    took(60_000, { request: several }),
    // Taken over after its analysis by another process; unavailable.
    readyRun({ timings: { render: 10, deliver: 5 } }),
    readyRun({ timings: { load: 2 } }),
  ]);
  expect([...times]).toEqual([['dc-score-performance', 4_000]]);
  expect([...usualTimes([took(3_000), took(4_000)]).values()]).toEqual([3_500]);
});

it('answers from memory, asks again when the answer is old, and keeps it when the store fails', async () => {
  let now = 0;
  const recent = vi.fn(async () => [took(3_000)]);
  const source = createUsualTimes({
    reporting: { recent },
    clock: { now: () => new Date(now) },
    logger: createLogger('silent'),
  });
  expect(source.current().size).toBe(0);
  source.refresh();
  source.refresh();
  expect(recent).toHaveBeenCalledTimes(1);
  await vi.waitFor(() => expect(source.current().get('dc-score-performance')).toBe(3_000));
  now = 61_000;
  recent.mockRejectedValueOnce(new Error('away'));
  source.refresh();
  expect(recent).toHaveBeenCalledTimes(2);
  await recent.mock.results[1]?.value.catch(() => undefined);
  expect(source.current().get('dc-score-performance')).toBe(3_000);
});
