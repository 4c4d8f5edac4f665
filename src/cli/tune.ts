/** `dc tune`: tunes settings on the store's data in worker threads, keeps what helps, and shows what it gained. */
import { readConfig } from '../config.ts';
import { splitNames } from '../domain/names.ts';
import { DEFAULT_SEED } from '../domain/request.ts';
import { EVERYTHING } from '../domain/selection.ts';
import { AppError } from '../errors.ts';
import { TUNED_OBJECTS, type TunedObject, tunedObject } from '../reports/tuning.ts';
import { type Command, readFlags, toColumns, toJson, wholeNumber, wrongUsage } from './command.ts';

const FLAGS = {
  object: { type: 'string' },
  trials: { type: 'string' },
  timeout: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const MOST_SECONDS = 86_400;
const MOST_TRIALS = 10_000;

export const tune: Command = {
  name: 'tune',
  summary: 'Tune settings on the stored data, and keep what helps',
  help: () => `Usage: dc tune [--object NAME[,NAME…]] [--trials N] [--timeout S] [--seed N] [--json]

Searches better settings for the data in the store, in worker threads. Every trial is judged out of sample; the winner has
to beat the defaults once more on data that the search never saw, else the defaults stay. Finished searches are kept
and reused while the data stay the same; a search that ran out of time, or was stopped with Ctrl-C, is resumed.

  --object NAMES   what to tune (default: all)
  --trials N       trials per object (default OPTIMISATION_TRIALS; reports reuse searches of 15 and of 100)
  --timeout S      seconds for all objects together (default OPTIMISATION_TIMEOUT_MS)
  --seed N         seed of the search (default ${DEFAULT_SEED})
  --json           the tracked performance as JSON, with every improvement and its time

Objects:
${TUNED_OBJECTS.map(({ name, title, loss }) => `  ${name.padEnd(22)}${title}; loss: ${loss}`).join('\n')}
`,
  async run(args, terminal) {
    const { values } = readFlags(args, FLAGS);
    const config = readConfig();
    const objects = chosenObjects(values.object);
    const request = {
      objects,
      selection: EVERYTHING,
      trials:
        values.trials === undefined ? config.OPTIMISATION_TRIALS : wholeNumber('trials', values.trials, 1, MOST_TRIALS),
      timeoutMs:
        values.timeout === undefined
          ? config.OPTIMISATION_TIMEOUT_MS
          : 1_000 * wholeNumber('timeout', values.timeout, 1, MOST_SECONDS),
      seed: values.seed === undefined ? DEFAULT_SEED : wholeNumber('seed', values.seed, 0, 2 ** 32 - 1),
    };
    const { openStore, tuningLimits } = await import('../app.ts');
    const { tuneStore } = await import('../delivery/tune.ts');
    const store = await openStore(config, { migrate: 'embedded' });
    const stop = new AbortController();
    const onInterrupt = (): void => stop.abort();
    process.once('SIGINT', onInterrupt);
    process.once('SIGTERM', onInterrupt);
    try {
      const results = await tuneStore(request, {
        data: store.data,
        tunings: store.tunings,
        limits: tuningLimits(config),
        now: () => performance.now(),
        signal: stop.signal,
        onProgress: (object, done, of, best) =>
          terminal.progress(
            `${object.title}: ${done} of ${of} trials, best loss ${best === null ? '–' : digits(best)}`,
          ),
      });
      if (results === null)
        throw new AppError({
          code: 'store-in-use',
          what: 'Settings are being tuned already.',
          why: 'Another process of this store is at it.',
          fix: 'Wait until it is done; what it finds is kept.',
        });
      if (values.json) terminal.result(toJson(results));
      else {
        terminal.result(
          toColumns(
            ['object', 'state', 'trials', 'seconds', 'best loss', 'gain', 'gain unseen', 'used'],
            results.map((each) => [
              each.object,
              each.state,
              String(each.trials),
              each.elapsedMs === null ? '–' : (each.elapsedMs / 1_000).toFixed(1),
              each.bestSoFar === null ? '–' : digits(each.bestSoFar),
              percent(each.gainSelectionPct),
              percent(each.gainConfirmationPct),
              each.usesDefaults ? `defaults (${each.reason})` : 'tuned',
            ]),
          ),
        );
        for (const { object, usesDefaults, params } of results)
          if (!usesDefaults) terminal.say(`${object}: ${JSON.stringify(params)}`);
      }
      return stop.signal.aborted ? 1 : 0;
    } finally {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
      await store.close();
    }
  },
};

function chosenObjects(names: string | undefined): readonly TunedObject[] {
  if (names === undefined) return TUNED_OBJECTS;
  return splitNames(names).map((name) => {
    const object = tunedObject(name);
    if (object === null)
      throw wrongUsage(`There is no object "${name}"; there are ${TUNED_OBJECTS.map((each) => each.name).join(', ')}.`);
    return object;
  });
}

const digits = (value: number): string => value.toPrecision(4);
const percent = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} %`);
