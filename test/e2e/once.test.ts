/** `dc demo --once` and the other commands as a person or a program runs them: one process each, on a store of their own. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkPayload } from '../../src/slack/limits.ts';
import { nodesOf, type ReadPdf, readPdfAsReader } from '../support/read-pdf.ts';
import { type Ended, removeDirectory, runDc, temporaryDirectory } from './processes.ts';

const directory = temporaryDirectory();
const env = { DATA_DIR: join(directory, 'store') };
const outOf = (name: string): string => join(directory, name);
afterAll(() => removeDirectory(directory));

interface Message {
  readonly text: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly blocks?: readonly { readonly type: string; readonly text?: { readonly text: string } }[];
  readonly files?: readonly { readonly name: string }[];
}
const messagesIn = (out: string): Message[] =>
  readdirSync(out)
    .filter((name) => name.startsWith('message-'))
    .map((name) => JSON.parse(readFileSync(join(out, name), 'utf8')) as Message);

describe('dc demo --once "/dc report dc-score-performance", in an empty directory', () => {
  const out = outOf('report');
  let ended: Ended;
  let pdf: ReadPdf;

  beforeAll(async () => {
    // What an earlier command left must not be taken for this one's.
    mkdirSync(out);
    ended = await runDc(['demo', '--once', '/dc report dc-score-performance', '--out', out], env);
    expect(ended.stderr).toContain('in all');
    pdf = await readPdfAsReader(readFileSync(join(out, 'dc-score-performance.pdf')));
  });

  it('ends well, names every file it wrote on stdout, and says on stderr how long each stage took', () => {
    expect(ended.code).toBe(0);
    const named = ended.stdout.trim().split('\n');
    expect(named.sort()).toEqual(
      readdirSync(out)
        .map((name) => join(out, name))
        .sort(),
    );
    for (const stage of ['start', 'acknowledge', 'load', 'analyse', 'render', 'deliver', 'in all'])
      expect(ended.stderr).toMatch(new RegExp(`\\b${stage} \\d+ ms`));
  });

  it('leaves a PDF of at least three pages: text with axis labels, tagged, bookmarked', () => {
    expect(pdf.pages.length).toBeGreaterThanOrEqual(3);
    for (const { text } of pdf.pages) expect(text.trim().length).toBeGreaterThan(100);
    const text = pdf.pages.map((page) => page.text).join('\n');
    // Of the time axis of the last 12 periods of the demo market, and of the brands' axis.
    expect(text).toMatch(/Nov 2025|Nov ’25|Jan 2026/);
    for (const brand of ['Aurora', 'Borealis', 'Cirrus', 'Dune']) expect(text).toContain(brand);
    expect(pdf.marked).toBe(true);
    expect(pdf.language).toMatch(/^en/);
    const bookmarks = (items: ReadPdf['outline']): number =>
      items.reduce((sum, each) => sum + 1 + bookmarks(each.items), 0);
    expect(bookmarks(pdf.outline)).toBeGreaterThan(3);
    const nodes = (role: string): number =>
      pdf.pages.reduce((sum, page) => sum + nodesOf(page.structure, role).length, 0);
    expect(nodes('Figure')).toBeGreaterThan(1);
    expect(nodes('H1') + nodes('H2')).toBeGreaterThan(3);
    expect(nodes('Table')).toBeGreaterThan(0);
  });

  it('leaves pictures with something on them', () => {
    const pictures = readdirSync(out).filter((name) => name.endsWith('.png'));
    expect(pictures.length).toBeGreaterThan(2);
    for (const name of pictures) {
      const { data, width, height } = PNG.sync.read(readFileSync(join(out, name)));
      expect(Math.min(width, height)).toBeGreaterThan(300);
      const colours = new Map<number, number>();
      for (let i = 0; i < data.length; i += 4) {
        const colour = data.readUInt32BE(i);
        colours.set(colour, (colours.get(colour) ?? 0) + 1);
      }
      const background = Math.max(...colours.values());
      expect(colours.size).toBeGreaterThan(20);
      expect(background / (width * height)).toBeLessThan(0.99);
    }
  });

  it('leaves messages within Slack’s limits, the verdict first, and every file in the thread', () => {
    const messages = messagesIn(out);
    for (const { text, blocks } of messages) checkPayload({ text, ...(blocks ? { blocks } : {}) });
    const [result] = messages.filter(({ thread_ts, ts }) => (thread_ts ?? ts) === ts);
    expect(result?.text).toMatch(/^Dynamic DC Score Performance Analysis: .+\.$/);
    const verdict = result?.text.replace(/^[^:]+: /, '') ?? '';
    expect(result?.blocks?.[0]?.text?.text.startsWith(`*${verdict}*`)).toBe(true);
    const shared = messages.flatMap(({ files }) => files ?? []).map(({ name }) => name);
    expect(shared).toContain('dc-score-performance.pdf');
    expect(shared).toEqual([...new Set(shared)]);
  });
});

describe('dc demo --once with', () => {
  it('an unknown report exits with 1 and the reason, and clears the messages of the command before', async () => {
    const out = outOf('unknown');
    mkdirSync(out);
    const first = await runDc(['demo', '--once', '/dc help', '--out', out], env);
    expect(first.code).toBe(0);
    expect(messagesIn(out)).toHaveLength(1);
    const { code, stdout, stderr } = await runDc(['demo', '--once', '/dc report nosuch', '--out', out], env);
    expect(code).toBe(1);
    expect(stderr).toContain('"/dc report nosuch" was not complete');
    expect(stdout).toContain('view-1.json');
    expect(messagesIn(out)).toEqual([]);
  });
});

describe('on the store that the demo filled', () => {
  it('dc report writes what it was asked for, with results alone on stdout', async () => {
    const out = outOf('files');
    const { code, stdout, stderr } = await runDc(
      [
        'report',
        'dc-score-performance',
        '--brands',
        'Aurora',
        '--period',
        'last 6 months',
        '--format',
        'json,csv,xlsx,png,blocks',
        '--out',
        out,
        '--no-charts',
      ],
      env,
    );
    expect(stderr).toMatch(/analyse \d+ ms/);
    expect(code).toBe(0);
    const names = stdout
      .trim()
      .split('\n')
      .map((path) => path.slice(out.length + 1));
    expect(names).toEqual(
      expect.arrayContaining([
        'dc-score-performance.json',
        'dc-score-performance.xlsx',
        'dc-score-performance.blocks.json',
      ]),
    );
    expect(names.some((name) => /^dc-score-performance-[\w-]+\.csv$/.test(name))).toBe(true);
    for (const name of names) expect(existsSync(join(out, name))).toBe(true);
    const document = JSON.parse(readFileSync(join(out, 'dc-score-performance.json'), 'utf8'));
    expect(Array.isArray(document.findings)).toBe(true);
    expect(document.scope.brands).toEqual(['Aurora']);
    const { text, blocks } = JSON.parse(readFileSync(join(out, 'dc-score-performance.blocks.json'), 'utf8'));
    checkPayload({ text, blocks });
  });

  it('dc report says what is missing, and that is no failure', async () => {
    const out = outOf('missing');
    const { code, stderr } = await runDc(['report', 'dc-score-performance', '--brands', 'Nosuch', '--out', out], env);
    expect(code).toBe(0);
    expect(stderr).toContain('needs brand "Nosuch"');
    expect(JSON.parse(readFileSync(join(out, 'dc-score-performance.json'), 'utf8'))).toEqual({
      status: 'unavailable',
      report: 'dc-score-performance',
      missing: [{ need: 'brand "Nosuch"', have: expect.any(String), fix: expect.any(String) }],
    });
  });

  it.each([
    ['status', ['status', '--json'], (json: Record<string, unknown>) => json.projects],
    ['metrics', ['metrics', '--json'], (json: Record<string, unknown>) => (json as unknown as unknown[]).length],
  ])('dc %s --json prints JSON and nothing else', async (_name, args, size) => {
    const { code, stdout } = await runDc(args, { ...env, SLACK_BOT_TOKEN: 'xoxb-hidden', LOG_LEVEL: 'trace' });
    expect(code).toBe(0);
    expect(size(JSON.parse(stdout))).toBeGreaterThan(0);
    expect(stdout).not.toContain('xoxb-hidden');
  });
});

describe('a service that cannot start says why and ends', () => {
  it.each<[string, string[], Record<string, string>, RegExp]>([
    [
      'on a Slack that refuses its token',
      ['serve'],
      { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's', SLACK_API_URL: 'http://127.0.0.1:9/api/', PORT: '0' },
      /Slack/,
    ],
    ['on a wrong configuration', ['serve'], { PORT: 'x' }, /PORT: /],
    [
      'on a database that is not there',
      ['worker'],
      { DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:9/none', DATABASE_CONNECT_TIMEOUT_MS: '1000' },
      /database/i,
    ],
  ])('%s', async (_name, args, more, said) => {
    const { code, stdout, stderr } = await runDc(args, { ...env, ...more });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(/Do: {2}/);
    expect(stderr).not.toContain('hunter2');
  });
});
