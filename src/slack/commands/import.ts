/** /dc import: where files go. */
import { context, section } from '../../render/blocks/block.ts';
import { tell } from '../tell.ts';
import type { Command } from './command.ts';

export const importCommand: Command = {
  name: 'import',
  usage: 'import',
  help: 'Imports a CSV or Excel file that you share with me',
  async run({ ctx, actor }) {
    const { channel } = await ctx.api.call('conversations.open', { users: actor.user }, 'interactive');
    const where = actor.channel === channel.id ? 'here' : `in our direct message (<#${channel.id}>)`;
    await tell(ctx, actor, {
      text: 'Share a CSV or Excel file with me in our direct message',
      blocks: [
        section(
          `Share a CSV or Excel file with me ${where}. You see how it is read and which rows would be refused before anything is stored. Administrators of this workspace may, and those whom the app’s configuration names.`,
        ),
        context(
          'Scores need the columns project, brand, section, platform, metric, period and normalised, under these or similar names; so do projects, brands, metrics, weights, outcomes, spend and events with theirs.',
        ),
      ],
    });
  },
};
