import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Rooms whose tests compute and touch nothing outside of them: they share workers, and load their modules once for all. */
const COMPUTING = ['analytics', 'document', 'domain', 'reference', 'reports'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

/** Rooms whose files take longest: begun last, one of them would be waited for alone. */
const LONGEST = ['/test/e2e/', '/test/data/sync/', '/test/cli/', '/test/render/charts/', '/test/data/import/'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((room) => moduleId.includes(room));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make Chromium, PGlite and the analyses fight for them.
    maxWorkers: 2,
    env: { PROFILE: 'test', TZ: 'UTC' },
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'app', include: ['test/**/*.test.ts'], exclude: COMPUTING } },
      { extends: true, test: { name: 'figures', include: COMPUTING, isolate: false } },
    ],
  },
});
