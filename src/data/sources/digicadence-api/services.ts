/** Which services a source has and where: remembered with its age, discovered when there is no memory or it is too old. */
import { AppError } from '../../../errors.ts';
import type { ServiceDirectory } from './directory.ts';
import { candidatesOf, type DiscoveryOptions, discover, HEALTH_PATHS, probe } from './discovery.ts';
import type { Operation } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import { Replicas } from './replicas.ts';
import type { ClientTools } from './tools.ts';

export class Services {
  readonly #options: DigicadenceApiOptions;
  readonly #tools: ClientTools;
  readonly #headers: () => Record<string, string>;
  #replicas = new Map<string, Replicas>();
  #directory: ServiceDirectory | null = null;
  /** One look for all who need it. */
  #finding: Promise<ServiceDirectory> | null = null;

  /** @param headers of a look at an address, with the token in force */
  constructor(options: DigicadenceApiOptions, tools: ClientTools, headers: () => Record<string, string>) {
    this.#options = options;
    this.#tools = tools;
    this.#headers = headers;
  }

  /** What calls go by; null before `useDirectory`. */
  get directory(): ServiceDirectory | null {
    return this.#directory;
  }

  /** What is known, without asking anybody; null before the first discovery. */
  async knownDirectory(): Promise<ServiceDirectory | null> {
    return this.#directory ?? (await this.#tools.directories.read(this.#options.name));
  }

  /** Looks at every configured address again, and remembers what answered. @throws only the reason of `signal` */
  async discover(signal: AbortSignal): Promise<ServiceDirectory> {
    const candidates = candidatesOf(this.#options);
    const found = await discover(candidates, await this.knownDirectory(), this.#probing(), signal);
    if (!found.entries.some(({ answering }) => answering)) return found;
    await this.#tools.directories.write(this.#options.name, found);
    this.#use(found);
    return found;
  }

  /**
   * Makes sure that services are known: remembered, or discovered when there is no memory or it is too old. An old memory
   * is better than none when nothing answers.
   * @throws AppError `source` when nothing is known and nothing answers; the reason of `signal`
   */
  async useDirectory(signal: AbortSignal): Promise<ServiceDirectory> {
    for (;;) {
      signal.throwIfAborted();
      const isMine = this.#finding === null;
      this.#finding ??= this.#findDirectory(signal).finally(() => {
        this.#finding = null;
      });
      try {
        return await this.#finding;
      } catch (error) {
        // Another caller who looked first may have left; then this one looks itself.
        if (isMine || error instanceof AppError) throw error;
      }
    }
  }

  async #findDirectory(signal: AbortSignal): Promise<ServiceDirectory> {
    const known = await this.knownDirectory();
    const ageMs = known ? this.#tools.now().getTime() - Date.parse(known.discoveredAt) : Number.POSITIVE_INFINITY;
    if (known && ageMs <= this.#options.limits.rediscoverAfterMs) {
      if (known !== this.#directory) this.#use(known);
      return known;
    }
    const found = await this.discover(signal);
    if (found.entries.some(({ answering }) => answering)) return found;
    if (known) {
      if (known !== this.#directory) this.#use(known);
      return known;
    }
    const count = candidatesOf(this.#options).length;
    const reason = found.entries[0]?.problem;
    throw new AppError({
      code: 'source',
      what: `The source "${this.#options.name}" could not be reached.`,
      why: `None of its ${count} address${count === 1 ? '' : 'es'} answers${reason ? `: ${reason}` : ''}.`,
      fix: 'Check that the services run and that the addresses and ports of the source are right; then run "dc sources discover".',
    });
  }

  #use(directory: ServiceDirectory): void {
    this.#directory = directory;
    const services = Map.groupBy(directory.entries, ({ service }) => service);
    this.#replicas = new Map(
      [...services].map(([service, entries]) => {
        const answering = entries.filter((entry) => entry.answering);
        const replicas = new Replicas(answering.length > 0 ? answering : entries, {
          limits: this.#options.limits,
          now: () => this.#tools.now().getTime(),
          random: this.#tools.random,
          probe: (baseUrl) => this.#isWell(baseUrl),
        });
        return [service, replicas];
      }),
    );
  }

  /** Whether some address of the service that does this is known. */
  offers(operation: Operation): boolean {
    return (
      this.#directory?.entries.some((entry) => entry.endpoints.some((each) => each.operation === operation)) ?? false
    );
  }

  /** By service. */
  get replicas(): ReadonlyMap<string, Replicas> {
    return this.#replicas;
  }

  #probing(): DiscoveryOptions {
    return {
      transport: this.#tools.transport,
      headers: this.#headers,
      timeoutMs: this.#options.limits.probeTimeoutMs,
      now: this.#tools.now,
    };
  }

  async #isWell(baseUrl: string): Promise<boolean> {
    const never = new AbortController().signal;
    for (const path of HEALTH_PATHS)
      try {
        const { answer } = await probe(`${baseUrl}${path}`, this.#probing(), never);
        if (answer.status >= 200 && answer.status < 300) return true;
        // Without a health page, an answer of any kind is a sign of life.
        if (answer.status !== 404) return false;
      } catch {
        return false;
      }
    return true;
  }
}
