/** What every Slack listener may use. */
import type { Logger } from '../log.ts';
import type {
  Clock,
  DataReader,
  FileImporter,
  Publisher,
  QualityReader,
  Renderer,
  Reporting,
  SourceHealth,
  Theme,
} from '../ports.ts';
import type { AnyReport } from '../reports/report.ts';
import type { SlackApi } from './api.ts';
import type { Seen } from './seen.ts';
import type { UsualTimesSource } from './usual-times.ts';
import type { VocabularySource } from './vocabulary-source.ts';

export interface SlackContext {
  readonly api: SlackApi;
  readonly publisher: Publisher;
  readonly reporting: Reporting;
  readonly data: Pick<DataReader, 'searchBrands' | 'searchProjects'>;
  readonly imports: FileImporter;
  /** Members who may import files besides the workspace's administrators. */
  readonly importers: readonly string[];
  readonly quality: QualityReader;
  /** How the outside sources are, from what is remembered. */
  readonly sources: () => Promise<readonly SourceHealth[]>;
  readonly vocabulary: VocabularySource;
  readonly usualTimes: UsualTimesSource;
  readonly reports: readonly AnyReport[];
  readonly renderer: Pick<Renderer, 'render'>;
  readonly theme: Theme;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The slash command with its slash. */
  readonly command: string;
  /** Clicks that have an effect outside the run store. */
  readonly clicks: Seen;
}

/** Who acted, and where. */
export interface Actor {
  readonly team: string;
  readonly user: string;
  /** Conversation of the command or message; null in modals. */
  readonly channel: string | null;
  /** Thread that the message belongs to, if any. */
  readonly thread: string | null;
  readonly responseUrl: string | null;
}
