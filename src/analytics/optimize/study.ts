/** A study: hands out trials, takes in their outcomes, and knows the best so far. Ask/tell, seeded, resumable. */
import { createRng } from '../../domain/rng.ts';
import { paretoFront } from './pareto.ts';
import type { Observation, Sampler, SamplerKind } from './samplers/sampler.ts';
import { checkSpace, inSpaceOrder, isInside, type Params, type Space } from './space.ts';
import { rungsFor, type SuccessiveHalving } from './successive-halving.ts';
import type { Direction, Note, Trial, TrialOutcome, TrialRecord } from './trial.ts';

export interface StudySettings {
  readonly space: Space;
  /** One per objective. */
  readonly directions: readonly Direction[];
  readonly sampler: SamplerKind;
  readonly seed: number;
  /** Single-objective only. */
  readonly pruning?: SuccessiveHalving;
  /** Tried first, before the sampler is asked: defaults, or what was best elsewhere. */
  readonly first?: readonly Params[];
  /** Trials in all, at most; bounds the memory. */
  readonly mostTrials?: number;
}

export const MOST_TRIALS = 10_000;

export interface Study {
  readonly directions: readonly Direction[];
  /** The next trial. It stays pending until it is told. */
  ask(): Trial;
  /** @throws RangeError for a trial that is not pending or an outcome that does not fit the objectives */
  tell(number: number, outcome: TrialOutcome): void;
  /** Trials that have ended. */
  ended(): number;
  /** Ended trials by number: plain JSON, from which the study can be resumed. */
  history(): readonly TrialRecord[];
  /** The best complete trial, the earliest of equals; null: none yet, or several objectives. */
  best(): TrialRecord | null;
  /** Complete trials that no other dominates, by number. */
  front(): readonly TrialRecord[];
}

/**
 * A study, new or resumed. The proposal for trial n depends on the seed, n, and the trials told before: never on a
 * clock or on the order in which a batch was told. Resumed from a history that ends between two batches, it goes
 * on exactly as if it had never stopped. Memory: the trials (at most `mostTrials`, default 10,000, each its parameters,
 * values and reports) plus the sampler's own (stated there).
 * @param history of a study with the same settings
 * @throws RangeError for settings, or a history, that do not fit together
 */
export function createStudy(settings: StudySettings, history: readonly TrialRecord[] = []): Study {
  const { space, directions, sampler: kind, seed, pruning, first = [], mostTrials = MOST_TRIALS } = settings;
  checkSpace(space);
  if (directions.length === 0) throw new RangeError('a study needs at least one objective');
  if (directions.length > kind.mostObjectives) throw new RangeError(`${kind.name} takes one objective only`);
  if (pruning && directions.length > 1) throw new RangeError('pruning needs a single objective');
  for (const params of first)
    if (!isInside(space, params))
      throw new RangeError(`the first trial ${JSON.stringify(params)} is outside the space`);

  const rng = createRng(seed);
  const sampler: Sampler = kind.create(space, directions.length, rng.fork('sampler'));
  const records = new Map<number, TrialRecord>();
  const pending = new Map<number, { readonly params: Params; readonly note: Note | null }>();
  let observations: Observation[] = [];
  let sorted = true;

  const keep = (record: TrialRecord): void => {
    records.set(record.number, record);
    const observation = observe(record, directions);
    const latest = observations.at(-1);
    if (latest && latest.number > observation.number) sorted = false;
    observations.push(observation);
  };
  for (const record of history) {
    if (records.has(record.number)) throw new RangeError(`trial ${record.number} is twice in the history`);
    if (!isInside(space, record.params))
      throw new RangeError(`trial ${record.number} of the history is outside the space`);
    keep(record);
  }
  const inOrder = (): readonly Observation[] => {
    if (!sorted) observations = [...observations].sort((a, b) => a.number - b.number);
    sorted = true;
    return observations;
  };
  let next = 0;

  return {
    directions,
    ask() {
      while (records.has(next) || pending.has(next)) next++;
      const number = next;
      if (number >= mostTrials) throw new RangeError(`the study has all its ${mostTrials} trials`);
      const stream = rng.fork(`trial ${number}`);
      const given = first[number];
      const proposal = given
        ? { params: inSpaceOrder(space, given) }
        : sampler.propose({ number, observations: inOrder(), pending: [...pending.values()], rng: stream });
      pending.set(number, { params: proposal.params, note: ('note' in proposal ? proposal.note : null) ?? null });
      return {
        number,
        params: proposal.params,
        rungs: pruning ? rungsFor(pruning, directions[0] as Direction, [...records.values()]) : [],
        seed: rng.fork(`evaluation ${number}`).integer(2 ** 31),
      };
    },
    tell(number, outcome) {
      const asked = pending.get(number);
      if (!asked) throw new RangeError(`trial ${number} is not pending`);
      const record = recordOf(number, asked, outcome, directions.length);
      pending.delete(number);
      keep(record);
    },
    ended: () => records.size,
    history: () => inOrder().map(({ number }) => records.get(number) as TrialRecord),
    best() {
      if (directions.length > 1) return null;
      let best: Observation | null = null;
      for (const each of inOrder())
        if (each.losses && (!best?.losses || (each.losses[0] as number) < (best.losses[0] as number))) best = each;
      return best ? (records.get(best.number) as TrialRecord) : null;
    },
    front() {
      const done = inOrder().filter(({ losses }) => losses !== null);
      return paretoFront(done.map(({ losses }) => losses as readonly number[])).map(
        (i) => records.get((done[i] as Observation).number) as TrialRecord,
      );
    },
  };
}

function recordOf(
  number: number,
  { params, note }: { readonly params: Params; readonly note: Note | null },
  outcome: TrialOutcome,
  objectives: number,
): TrialRecord {
  const failed = (reason: string): TrialRecord => ({
    number,
    params,
    state: 'failed',
    values: null,
    reports: [],
    reason,
    note,
  });
  if (outcome.state === 'failed') return failed(outcome.reason);
  const reports = [...(outcome.reports ?? [])].filter(({ value }) => Number.isFinite(value));
  if (outcome.state === 'pruned') return { number, params, state: 'pruned', values: null, reports, reason: null, note };
  if (outcome.values.length !== objectives)
    throw new RangeError(`trial ${number} has ${outcome.values.length} values for ${objectives} objectives`);
  // JSON has no NaN and no Infinity, and a sampler can learn from neither.
  if (!outcome.values.every(Number.isFinite)) return failed('a value is not finite');
  return { number, params, state: 'complete', values: [...outcome.values], reports, reason: null, note };
}

function observe(record: TrialRecord, directions: readonly Direction[]): Observation {
  const sign = (m: number): number => (directions[m] === 'maximise' ? -1 : 1);
  const latest = record.reports.at(-1);
  return {
    number: record.number,
    params: record.params,
    note: record.note,
    losses: record.state === 'complete' && record.values ? record.values.map((value, m) => sign(m) * value) : null,
    pruned:
      record.state === 'pruned' ? { step: latest?.step ?? 0, loss: latest ? sign(0) * latest.value : null } : null,
  };
}
