/** "Method & data health" of a finished run, as a modal. */
import type { RunRecord } from '../../ports.ts';
import { plain, section } from '../../render/blocks/block.ts';
import { healthBlocks } from '../../render/blocks/health-blocks.ts';
import { LIMITS } from '../limits.ts';
import { firstDocument } from '../messages/run-message.ts';
import type { ModalView } from './builder-view.ts';

export const METHOD_TITLE = 'Method & data health';

export function methodView(run: RunRecord | null): ModalView {
  const document = run === null ? null : firstDocument(run);
  const blocks = document
    ? healthBlocks(document)
    : [section('This report is no longer stored. Ask for it again to see its method and data health.')];
  return {
    type: 'modal',
    callback_id: 'method',
    title: plain(METHOD_TITLE.slice(0, LIMITS.modalTitle)),
    close: plain('Close'),
    blocks: blocks.slice(0, LIMITS.viewBlocks),
  };
}
