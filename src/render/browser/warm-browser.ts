/**
 * One warm Chromium for the whole process. Started when first needed, replaced after so many pages or minutes, and
 * crash-only: a browser that dies or hangs is killed with its children, and the work is done once more in a new one.
 */
import puppeteer, { type Browser, type Page } from 'puppeteer';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Metrics } from '../../metrics.ts';
import { type BrowserProgram, findBrowser } from './find-browser.ts';
import { BrowserLost, guardPage, type PageGuard } from './page-guard.ts';
import { createProfile, removeAbandonedProfiles, removeProfile } from './profiles.ts';

export interface WarmBrowserOptions {
  /** Chrome or Chromium to use; absent: the first that is found. */
  readonly browserPath?: string;
  /** Bounds one attempt, from the opened page to its result. */
  readonly timeoutMs: number;
  /** Pages open at the same time. */
  readonly concurrency?: number;
  /** A browser is replaced after this many pages … */
  readonly pagesPerBrowser?: number;
  /** … or this age. */
  readonly maxAgeMs?: number;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
}

interface RunningBrowser {
  readonly browser: Browser;
  readonly profile: string;
  readonly startedAt: number;
  pages: number;
  active: number;
  retired: boolean;
  ended: Promise<void> | null;
}

/** Work of one page: gets the page and its guard, and a promise that rejects when time is up. */
export type PageWork<T> = (page: Page, guard: PageGuard) => Promise<T>;

const LAUNCH_TIMEOUT_MS = 30_000;
/** Time a browser gets to close by itself before it is killed. */
const CLOSE_TIMEOUT_MS = 2_000;

const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-sync',
  '--font-render-hinting=none',
  '--lang=en-US',
  '--no-first-run',
  '--no-pings',
] as const;

export class WarmBrowser {
  readonly #options: WarmBrowserOptions;
  readonly #concurrency: number;
  readonly #pagesPerBrowser: number;
  readonly #maxAgeMs: number;
  readonly #waiting: (() => void)[] = [];
  readonly #alive = new Set<RunningBrowser>();
  #program: Promise<BrowserProgram> | null = null;
  #current: Promise<RunningBrowser> | null = null;
  #busy = 0;
  #closed = false;

  constructor(options: WarmBrowserOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 2;
    this.#pagesPerBrowser = options.pagesPerBrowser ?? 100;
    this.#maxAgeMs = options.maxAgeMs ?? 30 * 60_000;
  }

  /**
   * Runs `work` in a fresh, guarded page of its own browser context.
   * @throws AppError `cancelled` when the signal fires, `timeout` when two browsers in a row hang, `render` when two in
   * a row die or none can be started; errors of `work` itself pass through
   */
  async withPage<T>(work: PageWork<T>, signal: AbortSignal): Promise<T> {
    await this.#takeSlot(signal);
    try {
      try {
        return await this.#attempt(work, signal);
      } catch (error) {
        if (!(error instanceof BrowserLost) || this.#closed) throw error;
        this.#options.logger?.warn({ reason: error.message }, 'browser lost, trying once more');
        return await this.#attempt(work, signal);
      }
    } catch (error) {
      throw error instanceof BrowserLost ? lostTwice(error) : error;
    } finally {
      this.#freeSlot();
    }
  }

  /** Ends every browser and removes its directory. Later calls of `withPage` fail. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#current?.catch(() => undefined);
    await Promise.all([...this.#alive].map((running) => this.#end(running, 'close')));
  }

  async #attempt<T>(work: PageWork<T>, signal: AbortSignal): Promise<T> {
    if (signal.aborted) throw cancelled();
    const running = await this.#enter();
    try {
      return await this.#inPage(running, work, signal);
    } catch (error) {
      const lost = error instanceof BrowserLost || !running.browser.connected;
      if (!lost) throw error;
      this.#options.metrics?.browserRestarts.inc({ reason: error instanceof Hung ? 'hang' : 'crash' });
      await this.#end(running, 'kill');
      throw error instanceof BrowserLost ? error : new BrowserLost('the browser died', { cause: error });
    } finally {
      running.active -= 1;
      if (running.retired && running.active === 0) await this.#end(running, 'close');
    }
  }

  async #inPage<T>(running: RunningBrowser, work: PageWork<T>, signal: AbortSignal): Promise<T> {
    const { timeoutMs } = this.#options;
    const stop = Promise.withResolvers<never>();
    const onAbort = (): void => stop.reject(cancelled());
    const timer = setTimeout(() => stop.reject(new Hung(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const onGone = (): void => stop.reject(new BrowserLost('the browser died'));
    signal.addEventListener('abort', onAbort, { once: true });
    running.browser.once('disconnected', onGone);
    const opened = running.browser.createBrowserContext();
    const worked = (async () => {
      const context = await opened;
      const page = await context.newPage();
      const guard = await guardPage(page);
      return Promise.race([work(page, guard), guard.crashed]);
    })();
    // When the race is lost to the timer or the signal, the work fails later, with nobody listening.
    worked.catch(() => undefined);
    try {
      return await Promise.race([worked, stop.promise]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      running.browser.off('disconnected', onGone);
      opened.then((context) => context.close()).catch(() => undefined);
    }
  }

  /** The current browser with one page more counted; a new one when there is none that may take it. */
  async #enter(): Promise<RunningBrowser> {
    if (this.#closed) throw lost('The renderer is closed.', 'It was asked to print after its end.');
    const current = this.#current ?? this.#start();
    const running = await current;
    const old = running.pages > 0 && performance.now() - running.startedAt > this.#maxAgeMs;
    if (!running.retired && old) this.#retire(running);
    if (!running.retired && running.browser.connected) {
      // Counted in the same step in which it was found fit, so that no other caller comes between.
      running.active += 1;
      running.pages += 1;
      if (running.pages >= this.#pagesPerBrowser) this.#retire(running);
      return running;
    }
    if (!running.retired) {
      // It died while nobody printed.
      this.#options.metrics?.browserRestarts.inc({ reason: 'crash' });
      await this.#end(running, 'kill');
    }
    if (this.#current === current) this.#current = null;
    return this.#enter();
  }

  #start(): Promise<RunningBrowser> {
    const launched = this.#launch();
    this.#current = launched;
    launched.catch(() => {
      if (this.#current === launched) this.#current = null;
    });
    return launched;
  }

  async #launch(): Promise<RunningBrowser> {
    this.#program ??= findBrowser(this.#options.browserPath);
    const program = await this.#program.catch((error: unknown) => {
      this.#program = null;
      throw error;
    });
    await removeAbandonedProfiles();
    const profile = await createProfile();
    const startedAt = performance.now();
    try {
      const browser = await puppeteer.launch({
        executablePath: program.path,
        headless: program.headless,
        pipe: true,
        userDataDir: profile,
        timeout: LAUNCH_TIMEOUT_MS,
        protocolTimeout: this.#options.timeoutMs + LAUNCH_TIMEOUT_MS,
        // The app ends its browsers itself, in order.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        // Root has no sandbox in Chromium; everybody else keeps it.
        args: process.getuid?.() === 0 ? [...FLAGS, '--no-sandbox'] : [...FLAGS],
        // No secret of the app's environment reaches the browser. Windows programs cannot start without theirs.
        ...(process.platform === 'win32'
          ? {}
          : { env: { HOME: profile, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TZ: 'UTC', ...program.environment } }),
      });
      const running: RunningBrowser = { browser, profile, startedAt, pages: 0, active: 0, retired: false, ended: null };
      this.#alive.add(running);
      this.#options.logger?.info(
        { pid: browser.process()?.pid, origin: program.origin, ms: Math.round(performance.now() - startedAt) },
        'browser started',
      );
      return running;
    } catch (error) {
      await removeProfile(profile);
      throw new AppError(
        {
          code: 'render',
          what: 'The browser that prints reports could not be started.',
          why: `${program.path} (${program.origin}) did not answer: ${firstLine(error)}.`,
          fix: 'Check that it runs on this machine (with its sandbox when not root), or set BROWSER_PATH to another.',
        },
        error,
      );
    }
  }

  #retire(running: RunningBrowser): void {
    running.retired = true;
    this.#options.metrics?.browserRestarts.inc({ reason: 'recycle' });
    if (running.active === 0) this.#end(running, 'close').catch(() => undefined);
  }

  #end(running: RunningBrowser, how: 'close' | 'kill'): Promise<void> {
    running.retired = true;
    running.ended ??= (async () => {
      const child = running.browser.process();
      const exited = new Promise<void>((resolve) => {
        if (child === null || child.exitCode !== null || child.signalCode !== null) resolve();
        else child.once('exit', () => resolve());
      });
      if (how === 'close') {
        const timer = setTimeout(() => killGroup(child?.pid), CLOSE_TIMEOUT_MS);
        await running.browser.close().catch(() => killGroup(child?.pid));
        clearTimeout(timer);
      }
      // Also after an orderly end: children that outlived their browser go with it.
      killGroup(child?.pid);
      await exited;
      await removeProfile(running.profile);
      this.#alive.delete(running);
    })();
    return running.ended;
  }

  #takeSlot(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(cancelled());
    if (this.#busy < this.#concurrency) {
      this.#busy += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const start = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(cancelled());
      };
      this.#waiting.push(start);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Hands the slot to the next in line, so that it cannot be overtaken. */
  #freeSlot(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#busy -= 1;
  }
}

/** A browser that does not answer in time. */
class Hung extends BrowserLost {}

/** Chromium leads a process group of its own; its renderers and helpers are in it. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

function cancelled(): AppError {
  return new AppError({
    code: 'cancelled',
    what: 'Printing was stopped.',
    why: 'The run was cancelled.',
    fix: 'Run the report again.',
  });
}

function lost(what: string, why: string, cause?: unknown): AppError {
  return new AppError(
    { code: 'render', what, why, fix: 'Try again; if it happens again, check the memory of the machine.' },
    cause,
  );
}

function lostTwice(error: BrowserLost): AppError {
  if (!(error instanceof Hung)) return lost('The report could not be printed.', 'The browser died twice.', error);
  return new AppError(
    {
      code: 'timeout',
      what: 'Printing took too long.',
      why: `Two browsers in a row gave ${error.message}.`,
      fix: 'Choose fewer brands or a smaller extent, or raise RENDER_TIMEOUT_MS.',
    },
    error,
  );
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
