/** The bearer token of a source, and its renewal: once for all calls that wait for it. */

/** Asks for a new token with the refresh token in force; may bring a new refresh token. */
export type TokenExchange = (
  refreshToken: string,
  signal: AbortSignal,
) => Promise<{ readonly token: string; readonly refreshToken: string | null }>;

export class Authentication {
  #token: string | null;
  #refreshToken: string | null;
  #running: Promise<void> | null = null;
  #failure: { readonly error: unknown; readonly until: number } | null = null;
  readonly #restMs: number;
  readonly #now: () => number;
  readonly #exchange: TokenExchange;

  /** @param restMs after a renewal that failed, so long nobody asks again: all who wait get the same error */
  constructor(
    token: string | null,
    refreshToken: string | null,
    restMs: number,
    now: () => number,
    exchange: TokenExchange,
  ) {
    this.#token = token;
    this.#refreshToken = refreshToken;
    this.#restMs = restMs;
    this.#now = now;
    this.#exchange = exchange;
  }

  get token(): string | null {
    return this.#token;
  }

  get canRefresh(): boolean {
    return this.#refreshToken !== null;
  }

  /**
   * A token other than `refused`. When several calls were refused with the same token, one asks and all wait; a call that
   * was refused with a token that has been replaced meanwhile gets the new one at once. The exchange is not ended by one
   * caller's signal, since others wait for it too; its own timeout bounds it.
   * @throws what the exchange throws, for everyone who waits
   */
  async renew(refused: string | null, signal: AbortSignal): Promise<string> {
    if (this.#token === null || this.#token === refused) {
      this.#running ??= this.#renewOnce().finally(() => {
        this.#running = null;
      });
      await this.#running;
    }
    signal.throwIfAborted();
    return this.#token as string;
  }

  /** The renewed token does not help either: nobody asks again for a while. */
  refuse(token: string, error: unknown): void {
    if (token === this.#token) this.#failure = { error, until: this.#now() + this.#restMs };
  }

  async #renewOnce(): Promise<void> {
    if (this.#refreshToken === null) throw new TypeError('renew was called without a refresh token');
    if (this.#failure && this.#now() < this.#failure.until) throw this.#failure.error;
    try {
      const renewed = await this.#exchange(this.#refreshToken, new AbortController().signal);
      this.#token = renewed.token;
      this.#refreshToken = renewed.refreshToken ?? this.#refreshToken;
      this.#failure = null;
    } catch (error) {
      this.#failure = { error, until: this.#now() + this.#restMs };
      throw error;
    }
  }
}
