/** Every command of `dc`, one line each. Commands load the app when they run, so that help and refusals come at once. */
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { importData } from './import.ts';
import { metrics } from './metrics.ts';
import { migrateStore } from './migrate.ts';
import { quality } from './quality.ts';
import { report } from './report.ts';
import { reports } from './reports.ts';
import { serve } from './serve.ts';
import { sources } from './sources.ts';
import { status } from './status.ts';
import { suggest } from './suggest.ts';
import { sync } from './sync.ts';
import { trace } from './trace.ts';
import { tune } from './tune.ts';
import { worker } from './worker.ts';
import { world } from './world.ts';

export const COMMANDS: readonly Command[] = [
  serve,
  worker,
  demo,
  migrateStore,
  importData,
  sync,
  sources,
  world,
  metrics,
  quality,
  reports,
  suggest,
  report,
  tune,
  trace,
  status,
];
