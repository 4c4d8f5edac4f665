/** The data ports for tests that neither import files nor assess quality. */
import type { FileImporter, QualityReader } from '../../src/ports.ts';

const unused = async (): Promise<never> => {
  throw new Error('not used here');
};

export const noData: {
  readonly imports: FileImporter;
  readonly quality: QualityReader;
  readonly sources: () => Promise<readonly []>;
} = {
  sources: async () => [],
  imports: { preview: unused, store: unused },
  quality: { assess: unused },
};
