/** Who may import files through Slack: administrators and owners of the workspace, and those whom the configuration names. */
import { AppError } from '../errors.ts';
import type { Actor, SlackContext } from './context.ts';
import { SlackCallError } from './errors.ts';

/** @throws AppError `forbidden` that says who may, or why that cannot be found out */
export async function requireImporter(ctx: Pick<SlackContext, 'api' | 'importers'>, actor: Actor): Promise<void> {
  if (ctx.importers.includes(actor.user)) return;
  const refusal = { code: 'forbidden', what: 'Nothing was imported.' } as const;
  const name = `add your member id ${actor.user} to SLACK_IMPORTERS`;
  try {
    const { user } = await ctx.api.call('users.info', { user: actor.user }, 'interactive');
    // Somebody of another organisation may be an administrator there.
    const isOurs = user.team_id === actor.team || user.enterprise_user?.teams?.includes(actor.team) === true;
    if (isOurs && (user.is_admin || user.is_owner)) return;
  } catch (error) {
    if (!(error instanceof SlackCallError) || error.slackCode !== 'missing_scope') throw error;
    throw new AppError(
      {
        ...refusal,
        why: 'Administrators of the workspace may import, and the app may not ask Slack who they are: it lacks the scope users:read.',
        fix: `Ask whoever runs the app to reinstall it with the scopes of its manifest, or to ${name}.`,
      },
      error,
    );
  }
  throw new AppError({
    ...refusal,
    why: 'What is imported changes everybody’s reports, so only administrators of this workspace may, and those whom the app’s configuration names.',
    fix: `Ask an administrator to share the file with the app, or whoever runs it to ${name}.`,
  });
}
