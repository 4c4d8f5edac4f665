/** What was asked for, in one line. */
import { expect, it } from 'vitest';
import { REPORTS } from '../../src/reports/catalog.ts';
import { requestLine } from '../../src/slack/messages/run-message.ts';
import { runOf } from './runs.ts';

const lineOf = (options: Readonly<Record<string, string | number | boolean>>): string =>
  requestLine({ ...runOf().request, options }, REPORTS);

it('names the options that differ from their defaults, whether typed or sent by the form', () => {
  const plain = 'Aurora · IN-Skincare · last 12 months';
  expect(lineOf({})).toBe(plain);
  // The form sends every option, as text.
  expect(lineOf({ depth: 'detailed', style: 'professional', confidence: '0.95', charts: 'true' })).toBe(plain);
  expect(lineOf({ style: 'executive', confidence: 0.9, charts: false, compare: 'previous-year' })).toBe(
    `${plain} · executive, confidence 0.9, no charts, against previous-year`,
  );
  expect(lineOf({ charts: 'false', style: '<!channel>' })).toBe(`${plain} · no charts, &lt;!channel&gt;`);
});
