/** /dc status: queue, data and the person's last runs. */
import { dateLabel, periodEnd } from '../../domain/period.ts';
import type { QueueStatus, RunSummary, SourceHealth } from '../../ports.ts';
import { type Block, context, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn } from '../../render/blocks/mrkdwn.ts';
import type { AnyReport } from '../../reports/report.ts';
import { reportTitles, requestLine } from '../messages/run-message.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';
import { stateWords } from './menu.ts';

const RECENT = 5;

export const status: Command = {
  name: 'status',
  usage: 'status',
  help: 'Shows the queue, the data, the sources and your last reports',
  async run({ ctx, actor }) {
    const [queue, recent, vocabulary, sources] = await Promise.all([
      ctx.reporting.status(),
      ctx.reporting.recent(RECENT, actor.user),
      ctx.vocabulary.ready(),
      ctx.sources(),
    ]);
    await tell(ctx, actor, statusMessage(queue, recent, vocabulary, ctx.reports, sources));
  },
};

export function statusMessage(
  queue: QueueStatus,
  recent: readonly RunSummary[],
  vocabulary: Vocabulary,
  reports: readonly AnyReport[],
  sources: readonly SourceHealth[],
): Message {
  const { projects, brands, dataVersion } = vocabulary.catalog;
  const ends = projects.flatMap((project) =>
    project.lastPeriod === null ? [] : [periodEnd(project.frequency, project.lastPeriod)],
  );
  const last = ends.sort().at(-1);
  const own = brands.filter((brand) => brand.role === 'own').length;
  const work = `${queue.queued} queued · ${queue.running} running · ${queue.finishedLastHour} finished and ${queue.failedLastHour} failed in the last hour`;
  const data = `${own} own brands of ${brands.length} · ${projects.length} projects · ${last ? `data as of ${dateLabel(last)}` : 'no scores yet'}`;
  const blocks: Block[] = [section(`*Reports*: ${work}\n*Data*: ${data}`)];
  if (recent.length > 0) {
    const lines = recent.map((run) => {
      return `• ${clip(escapeMrkdwn(reportTitles(run.request, reports)), 120)} (${requestLine(run.request, reports)}): ${stateWords(run)}`;
    });
    blocks.push(section(`*Your last reports*\n${clip(lines.join('\n'), 2_800)}`));
  }
  if (sources.length > 0) blocks.push(section(`*Sources*\n${clip(sources.map(sourceLine).join('\n'), 2_800)}`));
  blocks.push(context(`data version ${clip(escapeMrkdwn(dataVersion), 80)}`));
  return { text: `${work}; ${data}`, blocks };
}

const SOURCE_STATE: Readonly<Record<SourceHealth['state'], string>> = {
  well: 'well',
  partial: 'in part',
  failing: 'failing',
  unknown: 'not looked at yet',
};

function sourceLine({ name, state, detail, syncedAt }: SourceHealth): string {
  const synced = syncedAt === null ? '' : `, last sync ${dateLabel(syncedAt.slice(0, 10))}`;
  return `• ${clip(escapeMrkdwn(name), 80)}: ${SOURCE_STATE[state]}${synced} (${clip(escapeMrkdwn(detail), 300)})`;
}
