/** /dc status: queue, data and the person's last runs. */
import { dateLabel, periodEnd } from '../../domain/period.ts';
import type { QueueStatus, RunSummary } from '../../ports.ts';
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
  help: 'Shows the queue, the data and your last reports',
  async run({ ctx, actor }) {
    const [queue, recent, vocabulary] = await Promise.all([
      ctx.reporting.status(),
      ctx.reporting.recent(RECENT, actor.user),
      ctx.vocabulary.ready(),
    ]);
    await tell(ctx, actor, statusMessage(queue, recent, vocabulary, ctx.reports));
  },
};

export function statusMessage(
  queue: QueueStatus,
  recent: readonly RunSummary[],
  vocabulary: Vocabulary,
  reports: readonly AnyReport[],
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
      return `• ${clip(escapeMrkdwn(reportTitles(run.request, reports)), 120)} (${requestLine(run.request)}): ${stateWords(run)}`;
    });
    blocks.push(section(`*Your last reports*\n${clip(lines.join('\n'), 2_800)}`));
  }
  blocks.push(context(`data version ${clip(escapeMrkdwn(dataVersion), 80)}`));
  return { text: `${work}; ${data}`, blocks };
}
