import { describe, expect, it } from 'vitest';
import { runIdOf } from '../../src/delivery/run-id.ts';
import type { ReportRequest } from '../../src/domain/request.ts';

const request: ReportRequest = {
  reports: ['dc-score-performance'],
  selection: { projects: null, brands: { names: ['Aurora'] }, period: null },
  options: { depth: 'basic', charts: true },
  formats: ['pdf'],
  seed: 1,
  locale: 'en-GB',
};

describe('run ids', () => {
  it('are version 5 UUIDs', () => {
    expect(runIdOf(request, { kind: 'none' }, 'k')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('do not depend on the order of keys', () => {
    const turned = { ...request, options: { charts: true, depth: 'basic' } };
    expect(runIdOf(turned, { kind: 'none' }, 'k')).toBe(runIdOf(request, { kind: 'none' }, 'k'));
  });

  it('differ by key, request and destination', () => {
    const slack = { kind: 'slack', team: 'T1', channel: 'C1', user: 'U1', thread: null } as const;
    const ids = [
      runIdOf(request, { kind: 'none' }, 'k'),
      runIdOf(request, { kind: 'none' }, 'other'),
      runIdOf({ ...request, seed: 2 }, { kind: 'none' }, 'k'),
      runIdOf(request, slack, 'k'),
      runIdOf(request, { ...slack, channel: 'C2' }, 'k'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
