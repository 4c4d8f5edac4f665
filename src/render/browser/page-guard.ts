/** Watches a page: nothing may be loaded from anywhere, and whatever goes wrong in it is written down. */
import type { Page } from 'puppeteer';

export interface PageGuard {
  /** What went wrong so far, in words. */
  readonly problems: readonly string[];
  /** Rejects when the page's process dies. */
  readonly crashed: Promise<never>;
}

/** Cuts the page off from the network and records requests, console errors and uncaught errors. */
export async function guardPage(page: Page): Promise<PageGuard> {
  const problems: string[] = [];
  const note = (problem: string): void => {
    if (!problems.includes(problem)) problems.push(problem);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'assert') note(`console error: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`uncaught error: ${error instanceof Error ? error.message : String(error)}`));
  page.on('dialog', (dialog) => {
    note(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    if (request.url().startsWith('data:') || request.url() === 'about:blank') {
      if (!request.isInterceptResolutionHandled()) request.continue().catch(() => undefined);
      return;
    }
    note(`request to ${request.url().slice(0, 200)}`);
    request.abort('blockedbyclient').catch(() => undefined);
  });
  await page.setOfflineMode(true);
  const crashed = new Promise<never>((_, reject) => {
    page.on('error', (error) => reject(new BrowserLost(`the page crashed: ${error.message}`)));
  });
  crashed.catch(() => undefined);
  return { problems, crashed };
}

/** The browser or its page is gone or hangs: the work can be done again in a new one. */
export class BrowserLost extends Error {
  override readonly name = 'BrowserLost';
}
