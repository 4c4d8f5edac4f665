/** /dc report …: runs a complete request at once; opens the prefilled form when something is missing or unclear. */
import { conversationOf, EMPTY_STATE, stateOfParsed } from '../modals/builder-state.ts';
import { formOf, openBuilder, openWhenReady } from '../modals/open.ts';
import { parseRequest } from '../parse/parse-request.ts';
import { destinationOf, submit } from '../submit.ts';
import type { Command } from './command.ts';

export const report: Command = {
  name: 'report',
  usage: 'report <name> [for <brands>] [in <projects>] [<period>] [vs last year] [options] [pdf | no pdf | csv | xlsx]',
  help: 'Runs a report; without words it opens the form',
  async run({ ctx, actor, words, triggerId, key }) {
    if (words === '') {
      await openBuilder(ctx, triggerId, () => ({ ...EMPTY_STATE, conversation: conversationOf(actor.channel) }));
      return;
    }
    const vocabulary = ctx.vocabulary.current();
    if (vocabulary === null) {
      // Nothing is known yet, so the trigger must be used now; the form then shows what the line meant.
      await openWhenReady(ctx, triggerId, 'New report', async () => {
        const loaded = await ctx.vocabulary.ready();
        return formOf(ctx, stateOfParsed(parseRequest(words, loaded), words, actor.channel), loaded);
      });
      return;
    }
    const parsed = parseRequest(words, vocabulary);
    if (parsed.complete) await submit(ctx, parsed.request, destinationOf(actor, parsed.destination), key);
    else await openBuilder(ctx, triggerId, () => stateOfParsed(parsed, words, actor.channel));
  },
};
