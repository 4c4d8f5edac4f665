/** The catalogue in memory, so that reading a command never waits for the database; refreshed in the background by age. */
import type { Logger } from '../log.ts';
import type { Clock, DataReader } from '../ports.ts';
import { createVocabulary, type ReportCard, type Vocabulary } from './parse/vocabulary.ts';

export interface VocabularySource {
  /** What is known now, however old; null before the first load. Starts a refresh when it is old. */
  current(): Vocabulary | null;
  /** The same, but waits for the first load. */
  ready(): Promise<Vocabulary>;
}

/** An import shows up in names after this long at the latest. */
const FRESH_MS = 30_000;

export function createVocabularySource(options: {
  readonly data: Pick<DataReader, 'catalog'>;
  readonly reports: readonly ReportCard[];
  readonly clock: Clock;
  readonly logger: Logger;
}): VocabularySource {
  const { data, reports, clock, logger } = options;
  let known: Vocabulary | null = null;
  let loadedMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<Vocabulary> | null = null;

  function load(): Promise<Vocabulary> {
    loading ??= data
      .catalog()
      .then((catalog) => {
        if (known === null || known.catalog.dataVersion !== catalog.dataVersion)
          known = createVocabulary(reports, catalog);
        loadedMs = clock.now().getTime();
        return known;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  }

  function current(): Vocabulary | null {
    if (clock.now().getTime() - loadedMs > FRESH_MS)
      load().catch((error) => logger.warn({ err: error }, 'the catalogue could not be refreshed'));
    return known;
  }

  return { current, ready: async () => current() ?? load() };
}
