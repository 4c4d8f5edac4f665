/** What Slack demands of a modal or home view beyond its blocks. */
import { checkBlocks, type FileLookup } from './check-blocks.ts';
import { plainText } from './check-elements.ts';
import { boolean, isObject, object, oneOf, type Problem, string } from './check-shape.ts';
import { LIMITS } from './limits.ts';

const V = LIMITS.view;
const common = {
  private_metadata: string({ max: V.privateMetadata }),
  callback_id: string({ max: V.id }),
  external_id: string({ max: V.id }),
};
const untested = () => undefined;
const modal = object(
  { type: oneOf('modal'), title: plainText(V.title), blocks: untested },
  {
    ...common,
    submit: plainText(V.submit),
    close: plainText(V.close),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);
const home = object({ type: oneOf('home'), blocks: untested }, common);

/** Every complaint Slack would have about this view; empty when it would show it. */
export function checkView(view: unknown, expected: 'modal' | 'home', usableFile: FileLookup): Problem[] {
  const problems: Problem[] = [];
  (expected === 'modal' ? modal : home)(view, '/view', problems);
  if (!isObject(view)) return problems;
  if (view.blocks !== undefined) problems.push(...checkBlocks(view.blocks, expected, usableFile, '/view/blocks'));
  const hasInput = Array.isArray(view.blocks) && view.blocks.some((block) => isObject(block) && block.type === 'input');
  if (expected === 'modal' && hasInput && view.submit === undefined)
    problems.push({ message: 'must define `submit` to use an `input` block in modals', pointer: '/view' });
  return problems;
}

/** Slack measures the view as it travels. */
export function viewIsTooLarge(view: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(view)) > V.bytes;
}
