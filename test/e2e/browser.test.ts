/**
 * The whole app as people meet it: the local Slack's page in a real Chromium, the real app behind it. A report by
 * command with its pictures, its thread and its method, and one by the form with a brand that was searched.
 */
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/launch-browser.ts';
import { type RunningPair, startAppWithSlack } from './running-app.ts';

let running: RunningPair;
let slack: RunningPair['slack'];
let browser: Browser;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  running = await startAppWithSlack();
  ({ slack } = running);

  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.setViewport({ width: 1_280, height: 900 });
  await page.goto(slack.url);
  await page.waitForSelector('body[data-ready]');
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
});

const RESULT = '#conversation .message:last-child';
const inPage = <T>(code: string): Promise<T> => page.evaluate(code) as Promise<T>;
const until = (code: string) => page.waitForFunction(code, { timeout: 45_000 });

async function enter(line: string): Promise<void> {
  await page.type('#composer-text', line);
  await page.keyboard.press('Enter');
}

/** The last message is a result about the brand: buttons stand under it, and its context line begins with the name. */
const resultOf = (brand: string) =>
  until(`(() => {
    const text = document.querySelector(${JSON.stringify(RESULT)})?.innerText ?? '';
    return text.includes('Method & data health') && text.includes(${JSON.stringify(`${brand} · `)});
  })()`);

const press = (root: string, label: string) =>
  inPage(`[...document.querySelectorAll(${JSON.stringify(`${root} button`)})]
    .find((button) => button.innerText.trim() === ${JSON.stringify(label)}).click()`);

it('a command becomes a result with pictures, a PDF in its thread, and its method', async () => {
  await enter('/dc report dc-score-performance for Aurora');
  await resultOf('Aurora');

  // Pictures that have arrived, each with what it says in words.
  await until(`(() => {
    const pictures = [...document.querySelectorAll(${JSON.stringify(`${RESULT} img`)})];
    for (const picture of pictures) picture.loading = 'eager';
    return pictures.length > 0 && pictures.every((picture) => picture.complete && picture.naturalWidth > 600);
  })()`);
  const alts = await inPage<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(`${RESULT} img`)})].map((picture) => picture.alt)`,
  );
  for (const alt of alts) expect(alt).toMatch(/\w+ .+\./);

  await until(`document.querySelector(${JSON.stringify(`${RESULT} .replies`)}) !== null`);
  // Clicked in the page: a message is drawn anew whenever something about it changes.
  await inPage(`document.querySelector(${JSON.stringify(`${RESULT} .replies`)}).click()`);
  await until(`document.querySelector('#side .file a[download="dc-score-performance.pdf"]') !== null`);
  const pdf = await inPage<{ start: string; length: number }>(`(async () => {
    const link = document.querySelector('#side .file a[download="dc-score-performance.pdf"]');
    const bytes = await (await fetch(link.href)).text();
    return { start: bytes.slice(0, 5), length: bytes.length };
  })()`);
  expect(pdf.start).toBe('%PDF-');
  expect(pdf.length).toBeGreaterThan(50_000);

  await press(RESULT, 'Method & data health');
  await until(`document.querySelector('#modal[open]')?.innerText.includes('Definitions')`);
  expect(await inPage(`document.querySelector('#modal').innerText`)).toMatch(/Data health: \d+ of 100/);
  await page.keyboard.press('Escape');
  await until(`document.querySelector('#modal[open]') === null`);
  expect(troubles).toEqual([]);
});

it('the form, by keyboard: a report, a searched brand, a complaint on its field, a result', async () => {
  await page.focus('#composer-text');
  await enter('/dc report');
  await until(`document.activeElement.dataset.key === 'report~0/builder:report'`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until(`document.querySelector('#modal [data-block="option:depth~0"]') !== null`);

  await page.focus('#modal [data-key="brands~0/builder:brands"]');
  await page.keyboard.type('bor');
  await until(`(() => {
    const options = [...document.querySelectorAll('[data-block="brands~0"] [role=option]')];
    return options.length === 1 && options[0].innerText === 'Borealis';
  })()`);
  await page.keyboard.press('Enter');
  await until(`document.querySelector('#modal').innerText.includes('Covers 1 of')`);

  await page.focus('#modal [data-key="period-text~0/builder:period-text"]');
  await page.keyboard.type('the other day');
  await page.keyboard.press('Enter');
  await until(`document.querySelector('[data-block="period-text~0"] .error')?.innerText.includes('is not a period')`);
  expect(await inPage(`document.activeElement.dataset.key`)).toBe('period-text~0/builder:period-text');
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.type('last 6 months');
  await page.keyboard.press('Enter');
  await until(`document.querySelector('#modal[open]') === null`);
  await resultOf('Borealis');
  expect(troubles).toEqual([]);
});
