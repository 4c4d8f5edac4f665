/** Troubles that can be switched on while the stand-in runs: by tests, and by `POST /dev/faults` on any of its services. */
import { z } from 'zod';

const where = {
  /** Name of the service; `*`: any. */
  service: z.string().default('*'),
  /** Which of its addresses, from 0; null: all. */
  replica: z.int().min(0).nullable().default(null),
  /** Calls concerned; null: until it is switched off. */
  count: z.int().min(1).nullable().default(null),
  /** Calls left alone first. */
  after: z.int().min(0).default(0),
};

/** Concern calls for data; descriptions and health pages stay well, so that every sick service lies about its health. */
const rule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('latency'), ...where, delayMs: z.int().min(0).max(600_000) }),
  /** Takes the call and never answers. */
  z.strictObject({ kind: z.literal('hang'), ...where }),
  z.strictObject({ kind: z.literal('server_error'), ...where, status: z.int().min(500).max(599).default(500) }),
  z.strictObject({
    kind: z.literal('rate_limit'),
    ...where,
    /** Seconds or an HTTP date; null: the header is left out. */
    retryAfter: z.string().nullable().default('1'),
  }),
  /** The connection breaks without an answer. */
  z.strictObject({ kind: z.literal('drop'), ...where }),
  /** The connection breaks in the middle of the body. */
  z.strictObject({ kind: z.literal('half'), ...where }),
  z.strictObject({ kind: z.literal('invalid_json'), ...where }),
  /** Every third row has values of the wrong type. */
  z.strictObject({ kind: z.literal('wrong_types'), ...where }),
  /** An object where a list or project was expected. */
  z.strictObject({ kind: z.literal('wrong_shape'), ...where }),
  /** The token in force expires now. */
  z.strictObject({ kind: z.literal('expire_token'), ...where }),
  /** No token is good enough. */
  z.strictObject({ kind: z.literal('unauthorised'), ...where }),
  /** Sends the caller to another address. */
  z.strictObject({ kind: z.literal('redirect'), ...where, to: z.url() }),
  /** An answer of so many bytes. */
  z.strictObject({ kind: z.literal('huge'), ...where, bytes: z.int().min(1).max(1_000_000_000) }),
]);

export type FaultRule = z.input<typeof rule>;
export type ActiveFault = z.output<typeof rule>;

export class Faults {
  #rules: ActiveFault[] = [];

  get current(): readonly ActiveFault[] {
    return this.#rules;
  }

  /** Replaces all rules. @throws ZodError when one is unknown or out of range */
  set(rules: unknown): void {
    this.#rules = z.array(rule).parse(rules);
  }

  add(added: FaultRule): void {
    this.#rules = [...this.#rules, rule.parse(added)];
  }

  clear(): void {
    this.#rules = [];
  }

  /** The first rule for this call, one use of it taken; undefined: the call goes well. */
  take(service: string, replica: number): ActiveFault | undefined {
    const isMine = (each: ActiveFault): boolean =>
      (each.service === '*' || each.service === service) && (each.replica === null || each.replica === replica);
    const found = this.#rules.find((each) => isMine(each) && each.after === 0);
    this.#rules = this.#rules
      .map((each) => {
        if (each === found) return each.count === null ? each : { ...each, count: each.count - 1 };
        return isMine(each) && each.after > 0 ? { ...each, after: each.after - 1 } : each;
      })
      .filter((each) => each.count !== 0);
    return found;
  }
}
