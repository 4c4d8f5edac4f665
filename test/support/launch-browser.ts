/** A Chromium for tests of pages: the one that the app would print with, in a profile of its own. */
import puppeteer, { type Browser } from 'puppeteer';
import { findBrowser } from '../../src/render/browser/find-browser.ts';

export async function launchBrowser(): Promise<Browser> {
  const { path, headless, environment } = await findBrowser();
  return puppeteer.launch({
    executablePath: path,
    headless,
    pipe: true,
    env: { PATH: '/usr/bin:/bin', HOME: '/nonexistent', LANG: 'C.UTF-8', TZ: 'UTC', ...environment },
    args: [
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      // Root has no sandbox in Chromium; everybody else keeps it.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}
