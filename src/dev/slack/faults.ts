/** Troubles that can be switched on while everything runs: by tests, by `POST /dev/faults`, and by the page's panel. */
import { z } from 'zod';

const method = z.string().min(1).default('*');
const count = z.number().int().min(1).max(1_000_000).default(1);

/** Applies to the next `count` calls of `method` (`*`: any). `upload` names the upload address, `response_url` the response addresses. */
const rule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rate_limit'),
    method,
    count,
    retryAfterSeconds: z.number().int().min(0).max(3_600).default(1),
  }),
  z.strictObject({ kind: z.literal('slow'), method, count, delayMs: z.number().int().min(0).max(120_000) }),
  z.strictObject({
    kind: z.literal('server_error'),
    method,
    count,
    status: z.number().int().min(500).max(599).default(503),
  }),
  /** The connection breaks before the call is carried out, or after: then the caller cannot know that it was. */
  z.strictObject({ kind: z.literal('drop'), method, count, when: z.enum(['before', 'after']).default('before') }),
  /** Any error code of Slack's: not_in_channel, is_archived, internal_error … */
  z.strictObject({ kind: z.literal('error'), method, count, error: z.string().regex(/^[a-z_]+$/) }),
]);

const settings = z.strictObject({
  rules: z.array(rule),
  uploadsDisabled: z.boolean(),
  /** How long Slack looks at an uploaded file before a block may show it. */
  fileProcessingMs: z.number().int().min(0).max(600_000),
  /** How requests to the app are signed; `replayed` sends the very same bytes a second time. */
  signature: z.enum(['valid', 'stale', 'future', 'wrong', 'replayed']),
  /** Further copies of every event, with the same event id. */
  duplicateEvents: z.number().int().min(0).max(10),
  /** Every click is sent twice. */
  doubleClicks: z.boolean(),
});

export type FaultRule = z.input<typeof rule>;
type ActiveRule = z.output<typeof rule>;
export type FaultSettings = z.infer<typeof settings>;
export type FaultChanges = Partial<Omit<FaultSettings, 'rules'>> & { rules?: readonly FaultRule[] };

const NONE: FaultSettings = {
  rules: [],
  uploadsDisabled: false,
  fileProcessingMs: 0,
  signature: 'valid',
  duplicateEvents: 0,
  doubleClicks: false,
};

export class Faults {
  #settings: FaultSettings;
  readonly #changed: () => void;

  constructor(initial: FaultChanges, changed: () => void) {
    this.#settings = settings.parse({ ...NONE, ...initial });
    this.#changed = changed;
  }

  get current(): Readonly<FaultSettings> {
    return this.#settings;
  }

  /**
   * Switches on what is given and leaves the rest; `rules` replaces all rules.
   * @throws ZodError when a switch is unknown or out of range
   */
  set(changes: unknown): Readonly<FaultSettings> {
    const given = settings.partial().parse(changes);
    this.#settings = { ...this.#settings, ...given } as FaultSettings;
    this.#changed();
    return this.#settings;
  }

  /** Adds one rule to those that are on. */
  add(added: FaultRule): void {
    this.set({ rules: [...this.#settings.rules, added] });
  }

  reset(): void {
    this.#settings = { ...NONE };
    this.#changed();
  }

  /** Takes one use of the first rule of this kind for the method; undefined when none is on. */
  take<K extends ActiveRule['kind']>(kind: K, calledMethod: string): Extract<ActiveRule, { kind: K }> | undefined {
    const found = this.#settings.rules.find(
      (entry): entry is Extract<ActiveRule, { kind: K }> =>
        entry.kind === kind && (entry.method === '*' || entry.method === calledMethod),
    );
    if (found === undefined) return undefined;
    const rest = this.#settings.rules
      .map((entry) => (entry === found ? { ...entry, count: entry.count - 1 } : entry))
      .filter((entry) => entry.count > 0);
    this.#settings = { ...this.#settings, rules: rest };
    this.#changed();
    return found;
  }
}
