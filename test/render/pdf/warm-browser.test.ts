/** The warm browser dies, hangs, ages and closes without losing a print or leaving anything behind. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer';
import { afterEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import type { Logger } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics.ts';
import { WarmBrowser, type WarmBrowserOptions } from '../../../src/render/browser/warm-browser.ts';

const signal = new AbortController().signal;
const opened: WarmBrowser[] = [];

/** A browser whose process ids are known from its log. */
function open(options: Partial<WarmBrowserOptions> = {}) {
  const pids: number[] = [];
  const logger = {
    info: (fields: { pid?: number }) => fields.pid !== undefined && pids.push(fields.pid),
    warn: () => undefined,
  } as unknown as Logger;
  const metrics = createMetrics();
  const browser = new WarmBrowser({ timeoutMs: 20_000, logger, metrics, ...options });
  opened.push(browser);
  const restarts = async (reason: string): Promise<number> =>
    (await metrics.browserRestarts.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
  return { browser, pids, restarts };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((browser) => browser.close()));
});

/** Living processes of the group that the browser leads. */
function living(group: number): string[] {
  return readdirSync('/proc').filter((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const [state, , pgrp] = readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return Number(pgrp) === group && state !== 'Z';
    } catch {
      return false;
    }
  });
}

const profileOf = (pid: number): string =>
  /--user-data-dir=([^\0]+)/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))![1]!;

const title = (text: string) => async (page: Page) => {
  await page.setContent(`<title>${text}</title>`);
  return page.title();
};

describe('a warm browser', () => {
  test('starts when first needed, serves many pages, and leaves no process and no directory', async () => {
    const { browser, pids } = open();
    expect(pids).toEqual([]);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((text) => browser.withPage(title(text), signal)))).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(pids).toHaveLength(1);
    const profile = profileOf(pids[0]!);
    expect(living(pids[0]!).length).toBeGreaterThan(0);
    expect(existsSync(profile)).toBe(true);
    await browser.close();
    expect(living(pids[0]!)).toEqual([]);
    expect(existsSync(profile)).toBe(false);
    await expect(browser.withPage(title('late'), signal)).rejects.toThrow('closed');
  });

  test('killed in mid-print: the print is done once more in a new one', async () => {
    const { browser, pids, restarts } = open();
    let attempts = 0;
    const result = await browser.withPage(async (page) => {
      attempts += 1;
      await page.setContent('<p>x</p>');
      if (attempts === 1) process.kill(pids[0]!, 'SIGKILL');
      return page.pdf();
    }, signal);
    expect(result.length).toBeGreaterThan(500);
    expect([attempts, pids.length, await restarts('crash')]).toEqual([2, 2, 1]);
    expect(living(pids[0]!)).toEqual([]);
  });

  test('a crashed page counts as a lost browser; twice in a row is an error', async () => {
    const { browser, restarts } = open();
    const crash = browser.withPage(async (page) => {
      await page.goto('chrome://crash').catch(() => undefined);
      return new Promise<never>(() => undefined);
    }, signal);
    await expect(crash).rejects.toMatchObject({ code: 'render' });
    expect(await restarts('crash')).toBe(2);
  });

  test('hanging is ended by the timeout and tried once more', async () => {
    const { browser, pids, restarts } = open({ timeoutMs: 900 });
    let attempts = 0;
    const result = await browser.withPage(async (page) => {
      attempts += 1;
      if (attempts === 1) await page.evaluate('for (;;);');
      return 'printed';
    }, signal);
    expect([result, attempts, await restarts('hang')]).toEqual(['printed', 2, 1]);
    expect(living(pids[0]!)).toEqual([]);
  });

  test('errors of the work itself are not tried again', async () => {
    const { browser, pids } = open();
    let attempts = 0;
    const failing = browser.withPage(async () => {
      attempts += 1;
      throw new AppError({ code: 'render', what: 'Blank.', why: '', fix: '' });
    }, signal);
    await expect(failing).rejects.toThrow('Blank.');
    expect([attempts, pids.length]).toEqual([1, 1]);
  });

  test('is replaced after so many pages, also while prints run', async () => {
    const { browser, pids, restarts } = open({ pagesPerBrowser: 2, concurrency: 3 });
    const texts = ['a', 'b', 'c', 'd', 'e'];
    expect(await Promise.all(texts.map((text) => browser.withPage(title(text), signal)))).toEqual(texts);
    expect([pids.length, await restarts('recycle')]).toEqual([3, 2]);
  });

  test('removes what a killed process left behind, and nothing of a living one', async () => {
    const dead = spawnSync(process.execPath, ['--eval', '']).pid;
    const [left, kept] = [dead, process.ppid].map((pid) => join(tmpdir(), `digi-cadence-browser-${pid}-test`));
    for (const directory of [left!, kept!]) mkdirSync(directory, { recursive: true });
    try {
      await open().browser.withPage(title('a'), signal);
      expect([existsSync(left!), existsSync(kept!)]).toEqual([false, true]);
    } finally {
      rmSync(kept!, { recursive: true });
    }
  });

  test('is replaced when too old', async () => {
    const { browser, pids } = open({ maxAgeMs: 0 });
    await browser.withPage(title('a'), signal);
    await browser.withPage(title('b'), signal);
    expect(pids).toHaveLength(2);
  });

  test('opens no more pages at once than it may, in the order of asking; who leaves the line is forgotten', async () => {
    const { browser } = open({ concurrency: 1 });
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const held = browser.withPage(async () => {
      order.push('first');
      await gate.promise;
    }, signal);
    const leaving = new AbortController();
    const left = browser.withPage(async () => order.push('left'), leaving.signal);
    const last = browser.withPage(async () => order.push('last'), signal);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    gate.resolve();
    await Promise.all([held, last]);
    expect(order).toEqual(['first', 'last']);
  });

  test('a cancelled print ends at once, and the browser stays', async () => {
    const { browser, pids } = open();
    const controller = new AbortController();
    const cancelled = browser.withPage(() => {
      controller.abort();
      return new Promise<never>(() => undefined);
    }, controller.signal);
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await browser.withPage(title('next'), signal)).toBe('next');
    expect(pids).toHaveLength(1);
  });

  test('a configured path that is no program is named', async () => {
    const { browser } = open({ browserPath: '/nowhere/chrome' });
    await expect(browser.withPage(title('x'), signal)).rejects.toThrow('/nowhere/chrome');
  });
});
