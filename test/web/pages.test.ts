/** Report pages: who may see them, what they carry, and what tricks with addresses get. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createReportLinks } from '../../src/web/links.ts';
import { createPageRoutes } from '../../src/web/pages.ts';
import { createRuns, REPORT, type Runs, renderer, THEME } from './running.ts';

const HOUR_MS = 3_600_000;
let nowMs = 0;
let runs: Runs;
const links = createReportLinks({
  publicUrl: 'https://reports.example.com/',
  secret: 's'.repeat(32),
  ttlHours: 24,
  now: () => new Date(nowMs),
});

beforeEach(() => {
  nowMs = Date.parse('2026-11-22T10:00:00Z');
  runs = createRuns();
});

const get = (path: string): Promise<Response> =>
  Promise.resolve(createPageRoutes({ reporting: runs, renderer, links, theme: THEME }).request(path));
/** The page's path with its query, changed. */
function linkTo(runId: string, more = '', change: (query: URLSearchParams) => void = () => {}): string {
  const url = new URL(links.page(runId));
  change(url.searchParams);
  return `${url.pathname}${more}?${url.searchParams}`;
}

describe('a report page', () => {
  it('is reached by its link, under the public address', async () => {
    const run = await runs.ready();
    expect(links.page(run.id)).toMatch(
      /^https:\/\/reports\.example\.com\/r\/[0-9a-f-]{36}\?expires=\d+&signature=[\w-]{43}$/,
    );
    for (const path of [linkTo(run.id), linkTo(run.id, `/${REPORT}`)]) {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(await answer.text()).toContain(`<title>${REPORT}</title>`);
    }
  });

  it('lets nothing run, frame or cache it, and tells other sites nothing', async () => {
    const { headers } = await get(linkTo((await runs.ready()).id));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('script-src');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toContain('no-store');
  });

  it('gives its files as downloads', async () => {
    const run = await runs.ready();
    const answer = await get(linkTo(run.id, `/${REPORT}/files/${REPORT}.pdf`));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${REPORT}.pdf"`);
    expect(await answer.text()).toBe(`pdf of ${REPORT}`);
  });

  it('links from the page to its files, and the links work', async () => {
    const page = await (await get(linkTo((await runs.ready()).id))).text();
    const addresses = [...page.matchAll(/href="([^"]+)"/g)].map(([, href]) => (href ?? '').replaceAll('&amp;', '&'));
    expect(addresses.map((href) => href.split('?')[0]?.split('.').at(-1))).toEqual(['pdf', 'xlsx', 'json']);
    for (const href of addresses) expect((await get(href)).status, href).toBe(200);
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ['without a signature', (query) => query.delete('signature')],
    ['without an expiry', (query) => query.delete('expires')],
    ['with a later expiry', (query) => query.set('expires', String(Number(query.get('expires')) + 1))],
    ['with an expiry that is no number', (query) => query.set('expires', 'Infinity')],
    ['with another signature', (query) => query.set('signature', 'A'.repeat(43))],
    ['with a shortened signature', (query) => query.set('signature', (query.get('signature') ?? '').slice(0, 42))],
    ['with something after the signature', (query) => query.set('signature', `${query.get('signature')}=`)],
    // Base64 ignores the last two bits of this length: other letters would decode to the same bytes.
    [
      'with another last letter',
      (query) => {
        const signature = query.get('signature') ?? '';
        const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        query.set('signature', signature.slice(0, -1) + letters.charAt(letters.indexOf(signature.slice(-1)) ^ 1));
      },
    ],
  ])('is not shown %s', async (_how, change) => {
    const run = await runs.ready();
    for (const more of ['', `/${REPORT}`, `/${REPORT}/files/${REPORT}.pdf`]) {
      const answer = await get(linkTo(run.id, more, change));
      expect(answer.status).toBe(403);
      expect(await answer.text()).not.toContain(REPORT);
    }
  });

  it('is not shown once the link has expired', async () => {
    const path = linkTo((await runs.ready()).id);
    nowMs += 24 * HOUR_MS;
    expect((await get(path)).status).toBe(200);
    nowMs += 1_000;
    expect((await get(path)).status).toBe(403);
  });

  it('is not shown by the link of another run, or under another secret', async () => {
    const [one, two] = [await runs.ready(), await runs.ready()];
    expect((await get(linkTo(one.id).replace(one.id, two.id))).status).toBe(403);
    const other = createReportLinks({
      publicUrl: 'https://x.example',
      secret: 't'.repeat(32),
      ttlHours: 24,
      now: () => new Date(nowMs),
    });
    const { pathname, search } = new URL(other.page(one.id));
    expect((await get(pathname + search)).status).toBe(403);
  });

  it('says so when it is not ready, or gone', async () => {
    const run = await runs.ready();
    runs.change(run.id, { state: 'running', outcomes: null });
    expect((await get(linkTo(run.id))).status).toBe(404);
    runs.change(run.id, { outcomes: [{ status: 'unavailable', report: REPORT, missing: [] }] });
    expect((await get(linkTo(run.id))).status).toBe(404);
    runs.all.clear();
    expect((await get(linkTo(run.id))).status).toBe(404);
  });

  it.each([
    '/no-such-report',
    `/${REPORT}/files/other.pdf`,
    `/${REPORT}/files/${REPORT}.exe`,
    `/${REPORT}/files/${REPORT}`,
    `/${REPORT}/files/..%2F..%2Fpackage.json`,
    `/${REPORT}/files/%2Fetc%2Fpasswd`,
    `/..%2f..%2fetc/files/passwd.csv`,
    `/${REPORT}/files/%00.pdf`,
    `/${REPORT}/files/`,
  ])('has nothing at %s', async (more) => {
    const run = await runs.ready();
    expect((await get(linkTo(run.id, more))).status).toBe(404);
  });
});
