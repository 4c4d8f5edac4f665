/**
 * The addresses of one service. Calls go to the faster of two drawn at random (power of two choices: M. Mitzenmacher, IEEE
 * TPDS 12(10), 2001); an address that keeps failing rests, is probed when its rest is over, and must prove itself with one
 * real call before it is trusted again, because health pages lie. The last address never rests: the circuit breaker of each
 * endpoint bounds calls there.
 */
import type { Limits } from './options.ts';

/** Failures in a row after which an address rests, while others remain. */
const FAILURES_TO_REST = 3;
/** Weight of the newest call in the moving average of latency. */
const LATENCY_WEIGHT = 0.3;

export type ReplicaState = 'trusted' | 'resting' | 'on-trial';

export interface ReplicaHealth {
  readonly baseUrl: string;
  readonly state: ReplicaState;
  /** Moving average; null before the first answer. */
  readonly latencyMs: number | null;
  readonly failuresInARow: number;
}

interface Replica {
  readonly baseUrl: string;
  state: ReplicaState;
  latencyMs: number | null;
  /** Calls under way. */
  busy: number;
  failures: number;
  /** Rests in a row. */
  rests: number;
  restsUntil: number;
  /** The service asked to be left alone until then. */
  heldUntil: number;
  probing: boolean;
}

export interface ReplicaOptions {
  readonly limits: Pick<Limits, 'restMs' | 'maxRestMs'>;
  readonly now: () => number;
  readonly random: () => number;
  /** True when the address seems to be well. Must not throw. */
  readonly probe: (baseUrl: string) => Promise<boolean>;
}

/** One call's claim on an address. */
export interface Lease {
  readonly baseUrl: string;
  succeeded(ms: number): void;
  /** @param isServiceFault false: the call failed for reasons of its own, which says nothing about the address */
  failed(isServiceFault: boolean): void;
  /** The service asked for a pause; the call still ends by one of the others. */
  hold(ms: number): void;
}

export class Replicas {
  readonly #replicas: Replica[];
  readonly #options: ReplicaOptions;

  constructor(
    baseUrls: readonly { readonly baseUrl: string; readonly latencyMs: number | null }[],
    options: ReplicaOptions,
  ) {
    this.#options = options;
    this.#replicas = baseUrls.map(({ baseUrl, latencyMs }) => ({
      baseUrl,
      state: 'trusted',
      latencyMs,
      busy: 0,
      failures: 0,
      rests: 0,
      restsUntil: 0,
      heldUntil: 0,
      probing: false,
    }));
  }

  get health(): readonly ReplicaHealth[] {
    return this.#replicas.map(({ baseUrl, state, latencyMs, failures }) => ({
      baseUrl,
      state,
      latencyMs,
      failuresInARow: failures,
    }));
  }

  /** Milliseconds until some address may be called again after a pause that the service asked for; 0: at once. */
  get heldForMs(): number {
    const until = Math.min(...this.#replicas.filter(({ state }) => state !== 'resting').map((each) => each.heldUntil));
    return Math.max(0, until - this.#options.now());
  }

  /**
   * Takes an address for one call.
   * @param avoid the address at which the last attempt failed: taken again only when there is no other
   */
  take(avoid: string | null = null): Lease {
    this.#probeRested();
    const now = this.#options.now();
    const trial = this.#replicas.find(({ state, busy }) => state === 'on-trial' && busy === 0);
    if (trial && trial.baseUrl !== avoid && trial.heldUntil <= now) return this.#lease(trial);
    const trusted = this.#replicas.filter(({ state }) => state === 'trusted');
    const free = trusted.filter(({ heldUntil }) => heldUntil <= now);
    const others = (free.length > 0 ? free : trusted).filter(({ baseUrl }) => baseUrl !== avoid);
    return this.#lease(this.#fasterOfTwo(others.length > 0 ? others : trusted));
  }

  #fasterOfTwo(from: readonly Replica[]): Replica {
    const draw = (count: number): number => Math.min(count - 1, Math.floor(this.#options.random() * count));
    const first = draw(from.length);
    const one = from[first] as Replica;
    if (from.length === 1) return one;
    // The second is drawn among the others, so that the two differ.
    const other = from[(first + 1 + draw(from.length - 1)) % from.length] as Replica;
    // An address without a measurement counts as fast: it is tried, and then it has one. Calls under way count as waiting.
    const cost = ({ latencyMs, busy }: Replica): number => (latencyMs ?? 0) * (busy + 1);
    return cost(other) < cost(one) ? other : one;
  }

  #lease(replica: Replica): Lease {
    replica.busy += 1;
    let open = true;
    const end = (): boolean => {
      const wasOpen = open;
      if (open) replica.busy -= 1;
      open = false;
      return wasOpen;
    };
    return {
      baseUrl: replica.baseUrl,
      succeeded: (ms) => {
        if (!end()) return;
        replica.latencyMs =
          replica.latencyMs === null ? ms : replica.latencyMs + LATENCY_WEIGHT * (ms - replica.latencyMs);
        replica.failures = 0;
        if (replica.state !== 'on-trial') return;
        replica.state = 'trusted';
        replica.rests = 0;
      },
      failed: (isServiceFault) => {
        if (!end() || !isServiceFault) return;
        replica.failures += 1;
        if (replica.state === 'on-trial' || replica.failures >= FAILURES_TO_REST) this.#rest(replica);
      },
      hold: (ms) => {
        replica.heldUntil = Math.max(replica.heldUntil, this.#options.now() + ms);
      },
    };
  }

  #rest(replica: Replica): void {
    const { now, limits } = this.#options;
    const othersRemain = this.#replicas.some((each) => each !== replica && each.state === 'trusted');
    if (!othersRemain) return;
    replica.state = 'resting';
    replica.restsUntil = now() + Math.min(limits.maxRestMs, limits.restMs * 2 ** replica.rests);
    replica.rests += 1;
  }

  /** Starts a probe of every address whose rest is over; no call waits for it. */
  #probeRested(): void {
    for (const replica of this.#replicas) {
      if (replica.state !== 'resting' || replica.probing || this.#options.now() < replica.restsUntil) continue;
      replica.probing = true;
      void this.#options.probe(replica.baseUrl).then((isWell) => {
        replica.probing = false;
        if (isWell) replica.state = 'on-trial';
        else this.#rest(replica);
      });
    }
  }
}
