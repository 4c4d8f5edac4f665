/** The renderer's files: names, order, media types, JSON that does not depend on the order of keys, cancelling. */
import { afterAll, describe, expect, test } from 'vitest';
import type { Document } from '../../src/document/document.ts';
import type { Theme } from '../../src/ports.ts';
import { documentJson } from '../../src/render/json.ts';
import { createRenderer } from '../../src/render/renderer.ts';
import { sampleDocument, sampleStamp } from '../support/sample-document.ts';

const renderer = createRenderer({ timeoutMs: 20_000 });
const theme: Theme = { accent: '#0072B2', logo: null, paper: 'A4' };
const never = new AbortController().signal;

afterAll(() => renderer.close());

/** The same value with every object's keys in the opposite order, as a database may give it back. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, each]) => [key, reversed(each)]),
  ) as T;
}

describe('files', () => {
  test('are named by report, chart and table, and come in one order', async () => {
    const files = await renderer.render(
      sampleDocument,
      sampleStamp,
      ['csv', 'png', 'json', 'blocks', 'xlsx'],
      theme,
      never,
    );
    expect(files.map(({ name }) => name)).toEqual([
      'dc-score-performance.json',
      ...[1, 2, 3, 4, 5].map((number) => `dc-score-performance-${number}.png`),
      ...sampleDocument.tables.map(({ id }) => `dc-score-performance-${id}.csv`),
      'dc-score-performance.xlsx',
    ]);
    const pictures = files.filter(({ format }) => format === 'png');
    expect(pictures.map(({ title, alt }) => [title, alt])).toEqual(
      sampleDocument.charts.map(({ title, alt }) => [title, `${title}. ${alt}`]),
    );
    for (const { bytes, mediaType } of pictures) {
      expect(mediaType).toBe('image/png');
      expect(Buffer.from(bytes.subarray(1, 4)).toString()).toBe('PNG');
    }
  });

  test('JSON is the document itself, the same bytes for any order of keys', () => {
    const text = new TextDecoder().decode(documentJson(sampleDocument));
    expect(JSON.parse(text)).toEqual(sampleDocument);
    expect(Object.keys(JSON.parse(text) as Document)[0]).toBe('schema');
    expect(Buffer.from(documentJson(reversed(sampleDocument))).toString()).toBe(text);
  });

  test('a cancelled run gives no files', async () => {
    const controller = new AbortController();
    controller.abort();
    const attempt = renderer.render(sampleDocument, sampleStamp, ['json'], theme, controller.signal);
    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a bundle of nothing is refused', async () => {
    await expect(renderer.bundle([], sampleStamp, theme, never)).rejects.toThrow(RangeError);
  });
});
