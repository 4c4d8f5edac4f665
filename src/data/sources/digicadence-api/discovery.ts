/**
 * Looks at every configured address: does something answer, what does it say about itself, how fast. At most five small
 * requests an address, one where nothing answers.
 */
import { TimeoutStrategy, timeout } from 'cockatiel';
import { CallError } from './call-error.ts';
import { readDescription, serviceOf } from './describe-service.ts';
import type { DirectoryEntry, ServiceDirectory } from './directory.ts';
import { KNOWN_CALLS, KNOWN_SERVICES } from './known-calls.ts';
import type { DigicadenceApiOptions } from './options.ts';
import type { RawAnswer, Transport } from './transport.ts';

const DESCRIPTIONS = ['/openapi.json', '/swagger.json', '/'];
export const HEALTH_PATHS = ['/health', '/healthz'];
const PROBES_AT_ONCE = 8;
const MAX_DESCRIPTION_BYTES = 5_000_000;

export interface Candidate {
  readonly baseUrl: string;
  /** Named by the configuration. */
  readonly service: string | null;
  /** One of many ports that may be empty: only worth telling when something answers. */
  readonly isGuess: boolean;
}

/** The port as written, which a URL object hides when it is the protocol's own. */
const writtenPort = (address: string): number | null => {
  const port = /^https?:\/\/(?:\[[^\]]*\]|[^/:]+):(\d+)/i.exec(address)?.[1];
  return port === undefined ? null : Number(port);
};

const withoutSlash = (address: string): string => address.replace(/\/+$/, '');

/** Every address to look at: configured services first, then base addresses over their ports, each once. */
export function candidatesOf({
  baseUrls,
  ports,
  services,
}: Pick<DigicadenceApiOptions, 'baseUrls' | 'ports' | 'services'>): Candidate[] {
  const range = ports.flatMap((entry) => {
    if (typeof entry === 'number') return [entry];
    const [from, to] = entry;
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  const all: Candidate[] = [
    ...Object.entries(services).flatMap(([service, addresses]) =>
      addresses.map((address) => ({ baseUrl: withoutSlash(address), service, isGuess: false })),
    ),
    ...baseUrls.flatMap((address) => {
      if (writtenPort(address) !== null) return [{ baseUrl: withoutSlash(address), service: null, isGuess: false }];
      return range.map((port) => {
        const url = new URL(address);
        const path = url.pathname.replace(/\/+$/, '');
        return { baseUrl: `${url.protocol}//${url.hostname}:${port}${path}`, service: null, isGuess: true };
      });
    }),
  ];
  const seen = new Set<string>();
  return all.filter(({ baseUrl }) => {
    const isNew = !seen.has(baseUrl);
    seen.add(baseUrl);
    return isNew;
  });
}

export interface DiscoveryOptions {
  readonly transport: Transport;
  readonly headers: () => Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

interface Probe {
  readonly answer: RawAnswer;
  readonly ms: number;
}

/** One GET without repetition. @throws CallError; the reason of `signal` */
export async function probe(
  url: string,
  { transport, headers, timeoutMs, now }: DiscoveryOptions,
  signal: AbortSignal,
): Promise<Probe> {
  const start = now().getTime();
  return timeout(timeoutMs, TimeoutStrategy.Cooperative).execute(async ({ signal: probeSignal }) => {
    try {
      const answer = await transport({
        method: 'GET',
        url,
        headers: headers(),
        maxBytes: MAX_DESCRIPTION_BYTES,
        signal: probeSignal,
      });
      return { answer, ms: now().getTime() - start };
    } catch (error) {
      signal.throwIfAborted();
      if (probeSignal.aborted) throw new CallError('timeout', `no answer within ${timeoutMs} ms`, { cause: error });
      throw error;
    }
  }, signal);
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

function jsonOf({ bytes }: RawAnswer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

const usualService = (baseUrl: string): string | null =>
  KNOWN_SERVICES.find(({ port }) => port === writtenPort(baseUrl))?.service ?? null;

const knownEndpoints = (service: string): DirectoryEntry['endpoints'] =>
  KNOWN_CALLS.filter((call) => call.service === service).map(({ path, operation }) => ({
    method: 'GET',
    path,
    operation,
  }));

/** What stands at one address. @throws only the reason of `signal` */
async function look(candidate: Candidate, options: DiscoveryOptions, signal: AbortSignal): Promise<DirectoryEntry> {
  const { baseUrl } = candidate;
  const usual = candidate.service ?? usualService(baseUrl);
  const fallbackHow = candidate.service === null ? 'usual-port' : 'configured';
  const nameless = `at ${new URL(baseUrl).host}`;
  let latencyMs: number | null = null;
  let refused = false;
  try {
    for (const path of DESCRIPTIONS) {
      const { answer, ms } = await probe(`${baseUrl}${path}`, options, signal);
      latencyMs ??= ms;
      refused ||= answer.status === 401 || answer.status === 403;
      const description = isSuccess(answer.status) ? readDescription(jsonOf(answer)) : null;
      if (!description) continue;
      const service = candidate.service ?? serviceOf(description) ?? usual ?? nameless;
      const described = [...description.endpoints];
      // A description may leave out what the service can do all the same.
      const operations = new Set(described.map(({ operation }) => operation));
      const missing = knownEndpoints(service).filter(({ operation }) => !operations.has(operation));
      return {
        baseUrl,
        service,
        how: description.how,
        answering: true,
        latencyMs,
        problem:
          missing.length > 0
            ? `its description does not name ${missing.map(({ path: known }) => known).join(', ')}`
            : null,
        endpoints: [...described, ...missing],
      };
    }
    let isHealthy = false;
    for (const path of HEALTH_PATHS) {
      isHealthy = isSuccess((await probe(`${baseUrl}${path}`, options, signal)).answer.status);
      if (isHealthy) break;
    }
    const problem = refused ? 'it describes itself only with a valid token' : 'it does not describe itself';
    if (usual === null)
      return {
        baseUrl,
        service: nameless,
        how: isHealthy ? 'health' : 'none',
        answering: true,
        latencyMs,
        problem,
        endpoints: [],
      };
    return {
      baseUrl,
      service: usual,
      how: isHealthy && candidate.service === null ? 'health' : fallbackHow,
      answering: true,
      latencyMs,
      problem,
      endpoints: knownEndpoints(usual),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CallError)) throw error;
    return {
      baseUrl,
      service: usual ?? nameless,
      how: usual === null ? 'none' : fallbackHow,
      answering: false,
      latencyMs,
      problem: error.message,
      endpoints: usual === null ? [] : knownEndpoints(usual),
    };
  }
}

/**
 * Looks at every candidate, eight at a time.
 * @param before what was known: an address of a port range that answered then and is silent now is kept and told
 * @throws only the reason of `signal`
 */
export async function discover(
  candidates: readonly Candidate[],
  before: ServiceDirectory | null,
  options: DiscoveryOptions,
  signal: AbortSignal,
): Promise<ServiceDirectory> {
  const entries: (DirectoryEntry | null)[] = candidates.map(() => null);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < candidates.length; at = next++) {
      const candidate = candidates[at] as Candidate;
      const entry = await look(candidate, options, signal);
      const known = before?.entries.find(({ baseUrl }) => baseUrl === candidate.baseUrl);
      if (entry.answering || !candidate.isGuess) entries[at] = mergeSilent(entry, known);
      else if (known) entries[at] = mergeSilent(entry, known);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PROBES_AT_ONCE, candidates.length) }, work));
  return {
    discoveredAt: options.now().toISOString(),
    entries: entries.filter((entry) => entry !== null),
  };
}

/** A silent address is still what it was when it last spoke. */
function mergeSilent(entry: DirectoryEntry, known: DirectoryEntry | undefined): DirectoryEntry {
  if (entry.answering || !known) return entry;
  return { ...known, answering: false, problem: entry.problem };
}
