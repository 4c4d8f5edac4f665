/** Every kind of source, one line each. */
import type { SourceKind } from './source-kind.ts';

export const SOURCE_KINDS: readonly SourceKind[] = [];
