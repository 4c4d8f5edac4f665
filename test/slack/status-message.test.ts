/** What /dc status says about outside sources. */
import { expect, it } from 'vitest';
import type { SourceHealth } from '../../src/ports.ts';
import { statusMessage } from '../../src/slack/commands/status.ts';
import type { Vocabulary } from '../../src/slack/parse/vocabulary.ts';

const QUEUE = { queued: 0, running: 0, finishedLastHour: 1, failedLastHour: 0 };
const vocabulary = {
  catalog: { dataVersion: '1', projects: [], brands: [], sections: [] },
} as unknown as Vocabulary;
const health = (given: Partial<SourceHealth>): SourceHealth => ({
  name: 'brand-api',
  kind: 'digicadence-api',
  state: 'partial',
  detail: 'the last sync was whole; 5 of 6 addresses answered; silent: insights at <10.0.0.5>',
  syncedAt: '2026-11-22T08:00:00.000Z',
  discoveredAt: null,
  ...given,
});
const textOf = (sources: readonly SourceHealth[]): string =>
  JSON.stringify(statusMessage(QUEUE as never, [], vocabulary, [], sources));

it('names each source with its state, its last sync and the reason, and escapes what comes from outside', () => {
  const text = textOf([
    health({}),
    health({ name: 'warehouse', state: 'unknown', syncedAt: null, detail: 'never synchronised' }),
  ]);
  expect(text).toContain('*Sources*');
  expect(text).toMatch(/• brand-api: in part, last sync .*2026 \(the last sync was whole; 5 of 6/);
  expect(text).toContain('&lt;10.0.0.5&gt;');
  expect(text).toContain('• warehouse: not looked at yet (never synchronised)');
});

it('says nothing of sources where there are none', () => {
  expect(textOf([])).not.toContain('Sources');
});
