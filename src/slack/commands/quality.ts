/** /dc quality [project]: the data's scores and integrity checks, with a heatmap in the direct message. */
import { qualityDocument } from '../../document/quality-document.ts';
import { splitNames } from '../../domain/names.ts';
import { dateLabel } from '../../domain/period.ts';
import type { QualityReport } from '../../domain/quality.ts';
import { DEFAULT_LOCALE } from '../../domain/request.ts';
import { DeliveryError } from '../../errors.ts';
import { type Block, context, type Message, section } from '../../render/blocks/block.ts';
import { clip, escapeMrkdwn, oneLine } from '../../render/blocks/mrkdwn.ts';
import type { Actor, SlackContext } from '../context.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';

const RENDER_MS = 30_000;
const WORST = 5;
const MOST_PROBLEMS = 4;

export const quality: Command = {
  name: 'quality',
  usage: 'quality [project]',
  help: 'Scores the quality of the data and checks their integrity, with a heatmap',
  async run({ ctx, actor, words }) {
    const report = await ctx.quality.assess(words === '' ? null : splitNames(words));
    const message = qualityMessage(report);
    await tell(ctx, actor, message);
    await sendHeatmaps(ctx, actor, report, message);
  },
};

const figure = (score: number | null): string => (score === null ? '–' : score.toFixed(1));
const safe = (text: string, most: number): string => clip(escapeMrkdwn(oneLine(text)), most);

export function qualityMessage({ health, cells, integrity, today }: QualityReport): Message {
  const broken = integrity.filter(({ passed }) => !passed);
  const head = `Data quality ${figure(health.score)} of 100; ${broken.length === 0 ? 'all integrity checks pass' : `${broken.length} of ${integrity.length} integrity checks broken`}`;
  const dimensions = health.dimensions.map(({ dimension, score }) => `${dimension} ${figure(score)}`).join(' · ');
  const checks = integrity.map(({ rule, passed, found, offending }) => {
    const first = offending
      .slice(0, MOST_PROBLEMS)
      .map(
        ({ project, brand, problem }) =>
          `\n     ${safe([project, brand].filter(Boolean).join(' › '), 80)}: ${safe(problem, 160)}`,
      );
    return `${passed ? '●' : '⚠️'} ${rule}${passed ? '' : `: *${found} found*${first.join('')}`}`;
  });
  const worst = [...cells]
    .filter(({ score }) => score !== null && score < 100)
    .sort((a, b) => (a.score ?? 0) - (b.score ?? 0))
    .slice(0, WORST)
    .map(
      ({ project, brand, section: part, score }) =>
        `• ${figure(score)}: ${safe(brand, 60)} › ${safe(part, 60)} (${safe(project, 60)})`,
    );
  const blocks: Block[] = [
    section(`*${head}*\n${dimensions}`),
    section(clip(`*Integrity*\n${checks.join('\n')}`, 2_900)),
    ...(worst.length > 0 ? [section(`*Lowest scores*\n${worst.join('\n')}`)] : []),
    context(
      `data as of ${health.dataAsOf === '' ? 'never' : dateLabel(health.dataAsOf)} · assessed on ${dateLabel(today)} · formulas and every cell: \`dc quality --json\``,
    ),
  ];
  return { text: head, blocks };
}

/** The pictures need a conversation of their own: an answer that only one person sees cannot carry files. */
async function sendHeatmaps(ctx: SlackContext, actor: Actor, report: QualityReport, message: Message): Promise<void> {
  const { channel } = await ctx.api.call('conversations.open', { users: actor.user }, 'interactive');
  const stamp = { runId: 'data-quality', at: ctx.clock.now().toISOString(), requestedBy: actor.user };
  const images = await ctx.renderer.render(
    qualityDocument(report, DEFAULT_LOCALE),
    stamp,
    ['png'],
    ctx.theme,
    AbortSignal.timeout(RENDER_MS),
  );
  const to = { kind: 'slack', team: actor.team, channel: channel.id, user: actor.user, thread: null } as const;
  const files: { id: string; title: string }[] = [];
  try {
    for (const image of images) files.push({ id: await ctx.publisher.upload(to, image), title: image.title });
  } catch (error) {
    // Where uploads are disabled, the text has said it all.
    if (error instanceof DeliveryError && error.failure === 'no-files') return;
    throw error;
  }
  const { ts } = await ctx.api.call('chat.postMessage', { channel: channel.id, text: message.text }, 'interactive');
  await ctx.publisher.shareFile(to, { channel: channel.id, ts }, files);
}
