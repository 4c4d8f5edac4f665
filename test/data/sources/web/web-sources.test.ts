/** CSV and JSON behind addresses: mapped, paged, asked for again only when changed, refused with the place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../../../src/data/sources/source.ts';
import type { SourceTools } from '../../../../src/data/sources/source-kind.ts';
import { csvUrl, csvUrlOptions } from '../../../../src/data/sources/web/csv-url.ts';
import { httpJson, httpJsonOptions } from '../../../../src/data/sources/web/http-json.ts';
import { AppError } from '../../../../src/errors.ts';
import { describeSource, readAll } from '../contract.ts';
import { startWebServer, text, type WebServer } from './web-server.ts';

const tools = { secret: () => 'Bearer hunter2' } as unknown as SourceTools;
const signal = new AbortController().signal;
const LOOPBACK = { allowPrivate: ['127.0.0.0/8'] };
const csv = (options: object): Source =>
  csvUrl.create('market', csvUrlOptions.parse({ ...LOOPBACK, ...options }), tools);
const json = (options: object): Source =>
  httpJson.create('market', httpJsonOptions.parse({ ...LOOPBACK, ...options }), tools);
const HEADERS = { authorization: { variable: 'MARKET_TOKEN' } };

const PROJECTS = 'project,market,category,currency,frequency,start\nIN,India,Skincare,INR,monthly,2026-01-01\n';
const BRANDS = 'brand,category,role\nAurora,Skincare,own\n';

describeSource('CSV by URL', async () => {
  const server = await startWebServer();
  let share = '10,5';
  server.answer(
    '/projects.csv',
    text(() => PROJECTS),
  );
  server.answer(
    '/brands.csv',
    text(() => BRANDS),
  );
  server.answer(
    '/share.csv',
    text(() => `Marke;Monat;"Anteil, %"\nAurora;01.02.2026;${share}\nAurora;01.03.2026;11,25 %\n`),
  );
  const options = (url: string) => ({
    tables: [
      { file: 'projects.csv', url: `${url}/projects.csv`, headers: HEADERS },
      { file: 'brands.csv', url: `${url}/brands.csv` },
      {
        file: 'outcomes.csv',
        url: `${url}/share.csv?key=hunter2`,
        numbers: 'comma',
        dates: 'dmy',
        columns: {
          project: { constant: 'IN' },
          brand: 'marke',
          outcome: { constant: 'market_share' },
          period: 'Monat',
          value: 'Anteil, %',
        },
      },
    ],
  });
  return {
    source: csv(options(server.url)),
    rows: { 'projects.csv': 1, 'brands.csv': 1, 'outcomes.csv': 2 },
    secrets: ['hunter2'],
    change: async () => {
      share = '12,5';
    },
    unreachable: () => csv(options('http://127.0.0.1:1')),
    close: server.close,
  };
});

describeSource('JSON over HTTP', async () => {
  const server = await startWebServer();
  let units: unknown = 10;
  server.answer(
    '/projects.csv',
    text(() => PROJECTS),
  );
  const one = (value: () => unknown) => text(() => JSON.stringify(value()), 'application/json');
  server.answer(
    '/projects',
    one(() => [{ name: 'IN', start: '2026-01-01' }]),
  );
  server.answer(
    '/brands',
    one(() => ({ data: { brands: [{ name: 'Aurora', ours: 'own' }] } })),
  );
  server.answer('/sales', (request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://host').searchParams.get('p'));
    const rows = [
      [{ brand: { name: 'Aurora' }, month: '2026-02', units }],
      [{ brand: { name: 'Aurora' }, month: '2026-03', units: 12.5 }],
    ];
    response.end(JSON.stringify(rows[page] ?? []));
  });
  const options = (url: string) => ({
    tables: [
      {
        file: 'projects.csv',
        url: `${url}/projects`,
        headers: HEADERS,
        columns: {
          project: 'name',
          market: { constant: 'India' },
          category: { constant: 'Skincare' },
          currency: { constant: 'INR' },
          frequency: { constant: 'monthly' },
          start: 'start',
        },
      },
      {
        file: 'brands.csv',
        url: `${url}/brands`,
        records: 'data.brands',
        columns: { brand: 'name', category: { constant: 'Skincare' }, role: 'ours' },
      },
      {
        file: 'outcomes.csv',
        url: `${url}/sales`,
        page: { parameter: 'p', first: 0 },
        columns: {
          project: { constant: 'IN' },
          brand: 'brand.name',
          outcome: { constant: 'units' },
          period: 'month',
          value: 'units',
        },
      },
    ],
  });
  return {
    source: json(options(server.url)),
    rows: { 'projects.csv': 1, 'brands.csv': 1, 'outcomes.csv': 2 },
    secrets: ['hunter2'],
    change: async () => {
      units = '11';
    },
    unreachable: () => json(options('http://127.0.0.1:1')),
    close: server.close,
  };
});

describe('tables behind addresses', () => {
  let server: WebServer;
  beforeAll(async () => {
    server = await startWebServer();
  });
  afterAll(() => server?.close());

  const brandsAt = (path: string, more: object = {}) =>
    csv({ tables: [{ file: 'brands.csv', url: server.url + path, ...more }] });
  const cellsOf = async (source: Source, cursor: string | null = null) =>
    ((await readAll(await source.fetch(cursor, signal))).values().next().value ?? []).map(({ cells }) => cells);
  const refusal = async (source: Source): Promise<string> => {
    const error = await cellsOf(source).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).message;
  };

  it('are not read again while they are unchanged', async () => {
    server.answer(
      '/brands.csv',
      text(() => BRANDS),
    );
    const source = brandsAt('/brands.csv');
    const first = await source.fetch(null, signal);
    expect((await readAll(first)).get('brands.csv')).toHaveLength(2);
    const second = await source.fetch(first.cursor(), signal);
    expect((await readAll(second)).get('brands.csv')).toHaveLength(1);
    expect(second.cursor()).toBe(first.cursor());
  });

  it('are decoded as they say, or as the configuration says', async () => {
    const latin = Buffer.from('brand,category,role\nL\xe9a,Soins,own\n', 'latin1');
    server.answer('/latin.csv', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/csv; charset=windows-1252' }).end(latin),
    );
    expect((await cellsOf(brandsAt('/latin.csv')))[1]?.[0]).toBe('Léa');
    server.answer('/unsaid.csv', (_request, response) => response.end(latin));
    expect(await refusal(brandsAt('/unsaid.csv'))).toMatch(/not valid utf-8.*encoding/i);
    expect((await cellsOf(brandsAt('/unsaid.csv', { encoding: 'windows-1252' })))[1]?.[0]).toBe('Léa');
  });

  it('are refused with what was there instead', async () => {
    server.answer('/login', (_request, response) => response.end('<!DOCTYPE html><form>'));
    expect(await refusal(brandsAt('/login'))).toMatch(/web page/);
    server.answer('/empty', (_request, response) => response.end(''));
    expect(await refusal(brandsAt('/empty'))).toMatch(/It is empty/);
    server.answer('/other', (_request, response) => response.end('Name,Kind\nA,b\n'));
    const mapped = brandsAt('/other', { columns: { brand: 'Brand', category: { constant: 'X' }, role: 'Kind' } });
    expect(await refusal(mapped)).toMatch(/no column "Brand" for brand; it has "Name", "Kind"/);
    server.answer('/quotes', (_request, response) => response.end('brand,category,role\n"A"b,c,own\n'));
    expect(await refusal(brandsAt('/quotes'))).toMatch(/not valid CSV/);
    const entry = { file: 'brands.csv', url: `${server.url}/json`, columns: { brand: 'b', category: 'c', role: 'r' } };
    server.answer('/json', (_request, response) => response.end('{"rows": '));
    expect(await refusal(json({ tables: [entry] }))).toMatch(/not JSON/);
    server.answer('/json', (_request, response) => response.end('{"rows": []}'));
    expect(await refusal(json({ tables: [entry] }))).toMatch(/holds no list of records, but: rows/);
  });

  it('hand on rows that do not fit, with the reason', async () => {
    server.answer('/json', (_request, response) => response.end('[{"b": ["x"], "c": 1}, 7]'));
    const columns = { brand: 'b', category: 'c', role: { constant: 'own' } };
    const source = json({ tables: [{ file: 'brands.csv', url: `${server.url}/json`, columns }] });
    const [, ...records] = (await readAll(await source.fetch(null, signal))).get('brands.csv') ?? [];
    expect(records).toEqual([
      { line: 2, cells: ['', '1', 'own'], refusal: 'b holds a list where brand is expected' },
      { line: 3, cells: ['', '', 'own'], refusal: 'is no object' },
    ]);
  });

  it('ask for what changed since, and follow pages to their end', async () => {
    const asked: string[] = [];
    server.answer('/pages', (request, response) => {
      asked.push(request.url ?? '');
      const second = (request.url ?? '').includes('page=2');
      const rows = [{ b: second ? 'B' : 'A', at: second ? '2026-02-01T00:00:00Z' : '2026-01-01T00:00:00Z' }];
      response.end(JSON.stringify({ rows, links: { next: second ? null : '?page=2' } }));
    });
    const columns = { brand: 'b', category: { constant: 'X' }, role: { constant: 'own' } };
    const since = { parameter: 'since', field: 'at' };
    const source = json({
      tables: [{ file: 'brands.csv', url: `${server.url}/pages`, records: 'rows', next: 'links.next', since, columns }],
    });
    const first = await source.fetch(null, signal);
    expect((await readAll(first)).get('brands.csv')).toHaveLength(3);
    await readAll(await source.fetch(first.cursor(), signal));
    expect(asked[2]).toBe('/pages?since=2026-02-01T00%3A00%3A00Z');
    server.answer('/ring', (_request, response) => response.end(JSON.stringify({ rows: [], next: '/ring' })));
    const ring = json({
      tables: [{ file: 'brands.csv', url: `${server.url}/ring`, records: 'rows', next: 'next', columns }],
    });
    expect(await refusal(ring)).toMatch(/lead back/);
  });

  it('have to name columns of their file', () => {
    const parsed = csvUrlOptions.safeParse({
      tables: [
        { file: 'brands.csv', url: 'https://example.com/b', columns: { colour: 'c' } },
        { file: 'x.csv', url: 'https://example.com' },
      ],
    });
    const messages = (parsed.error?.issues ?? []).map(({ message }) => message).join('\n');
    expect(messages).toMatch(/brands\.csv has no column colour; it has brand, category, role/);
    expect(messages).toMatch(/brands\.csv needs brand, category, role as well/);
    expect(messages).toMatch(/none of projects\.csv/);
  });
});
