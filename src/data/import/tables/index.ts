/** Every file of the import format in the order of loading: what others refer to comes first. */
import type { ImportTable } from '../table.ts';
import { brands } from './brands.ts';
import { events } from './events.ts';
import { metrics } from './metrics.ts';
import { outcomeDefinitions } from './outcome-definitions.ts';
import { outcomes } from './outcomes.ts';
import { projects } from './projects.ts';
import { scores } from './scores.ts';
import { spend } from './spend.ts';
import { statedScores } from './stated-scores.ts';
import { weights } from './weights.ts';

export const IMPORT_TABLES: readonly ImportTable[] = [
  projects,
  brands,
  metrics,
  outcomeDefinitions,
  weights,
  scores,
  statedScores,
  outcomes,
  spend,
  events,
];
