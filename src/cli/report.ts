/** `dc report`: runs reports in this process and writes their files. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ParseArgsConfig } from 'node:util';
import { readConfig } from '../config.ts';
import { produceReports, requireReports } from '../delivery/produce-report.ts';
import { requestFromWords, requirePeriod } from '../delivery/request.ts';
import { runIdOf } from '../delivery/run-id.ts';
import { createStopwatch } from '../delivery/stopwatch.ts';
import type { Document } from '../document/document.ts';
import { splitNames } from '../domain/names.ts';
import { DEFAULT_SEED, FILE_FORMATS, type FileFormat } from '../domain/request.ts';
import { documentBlocks } from '../render/blocks/document-blocks.ts';
import { findReport, REPORTS } from '../reports/catalog.ts';
import type { OptionSpec } from '../reports/options.ts';
import type { RunOutcome } from '../reports/report.ts';
import type { PreviousFindings } from '../reports/run.ts';
import { type Command, readFlags, type Terminal, toJson, wholeNumber, wrongUsage } from './command.ts';

const FLAGS = {
  brands: { type: 'string' },
  projects: { type: 'string' },
  period: { type: 'string' },
  format: { type: 'string', default: 'json,pdf' },
  out: { type: 'string', default: 'out' },
  seed: { type: 'string', default: String(DEFAULT_SEED) },
  bundle: { type: 'boolean', default: false },
  previous: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

/** A message outside Slack has no uploaded pictures and no run whose buttons could act. */
const STANDALONE = { charts: 'native', images: [], pageUrl: null, actions: false } as const;
const MAX_SEED = 4_294_967_295;

export const report: Command = {
  name: 'report',
  summary: 'Run one or several reports and write their files',
  help,
  async run(args, terminal) {
    const specs = optionSpecs(args);
    const { values, positionals } = readFlags(args, { ...FLAGS, ...optionFlags(specs) });
    if (positionals.length === 0) throw wrongUsage(`Name a report: ${REPORTS.map(({ id }) => id).join(', ')}.`);
    if (positionals.length > 1)
      throw wrongUsage(
        `"${positionals[1]}" is one word too many; join several reports with commas, quote names with blanks.`,
      );
    const config = readConfig();
    const request = requestFromWords({
      reports: splitNames(positionals[0] ?? ''),
      brands: splitNames(values.brands ?? ''),
      projects: splitNames(values.projects ?? ''),
      period: values.period === undefined ? undefined : requirePeriod(values.period),
      formats: splitNames(values.format),
      options: givenOptions(specs, values),
      seed: wholeNumber('seed', values.seed, 0, MAX_SEED),
      locale: config.LOCALE,
    });

    // Before a store is opened for nothing.
    requireReports(request);

    const previous = values.previous === undefined ? null : await readFindings(splitNames(values.previous));
    const { openWorkbench } = await import('../app.ts');
    const bench = await openWorkbench(config);
    try {
      const runId = runIdOf(request, { kind: 'none' }, 'cli');
      const stopwatch = createStopwatch();
      const cancel = new AbortController();
      const production = await produceReports(runId, request, {
        data: bench.store.data,
        tunings: bench.store.tunings,
        analysis: bench.analysis,
        stopwatch,
        onProgress: ({ stage, share }) => terminal.progress(`${Math.round(share * 100)} %  ${stage}`),
        signal: cancel.signal,
        previousFindings: async () => previous,
      });
      await mkdir(values.out, { recursive: true });
      const stamp = { runId, at: bench.clock.now().toISOString(), requestedBy: null };
      const written: string[] = [];
      const write = async (name: string, content: string | Uint8Array): Promise<void> => {
        const path = join(values.out, name);
        await writeFile(path, content);
        written.push(path);
      };
      for (const outcome of production.outcomes) {
        if (outcome.status === 'unavailable') {
          explainMissing(outcome, terminal);
          const { status, report: id, missing } = outcome;
          await write(`${id}.json`, toJson({ status, report: id, missing }));
          continue;
        }
        const rendered = request.formats.filter(
          (format): format is Exclude<FileFormat, 'blocks'> => format !== 'blocks',
        );
        const artifacts = await stopwatch.time('render', () =>
          bench.renderer.render(outcome.document, stamp, rendered, bench.theme, cancel.signal),
        );
        for (const artifact of artifacts) await write(artifact.name, artifact.bytes);
        if (request.formats.includes('blocks'))
          await write(`${outcome.report}.blocks.json`, toJson(documentBlocks(outcome.document, stamp, STANDALONE)));
      }
      const documents = production.outcomes.flatMap((outcome) =>
        outcome.status === 'ready' ? [outcome.document] : [],
      );
      if (values.bundle && documents.length > 0) {
        const bundle = await stopwatch.time('render', () =>
          bench.renderer.bundle(documents, stamp, bench.theme, cancel.signal),
        );
        await write(bundle.name, bundle.bytes);
      }
      const times = Object.entries(stopwatch.timings).map(([stage, ms]) => `${stage} ${ms} ms`);
      terminal.say(times.join(' · '));
      terminal.result(written.map((path) => `${path}\n`).join(''));
      return 0;
    } finally {
      await bench.close();
    }
  },
};

/** Findings of documents that an earlier `dc report` wrote, by report. */
async function readFindings(paths: readonly string[]): Promise<PreviousFindings> {
  const entries = await Promise.all(
    paths.map(async (path) => {
      let document: Partial<Document> | null;
      try {
        document = JSON.parse(await readFile(path, 'utf8')) as Partial<Document> | null;
      } catch (cause) {
        throw wrongUsage(`"${path}" cannot be read as a document: ${cause instanceof Error ? cause.message : cause}.`);
      }
      if (!document?.report || !Array.isArray(document.findings))
        throw wrongUsage(`"${path}" is no document that dc report wrote.`);
      return [document.report.id, document.findings] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** The options of the reports named in `args`; of all reports when none is named yet. */
function optionSpecs(args: readonly string[]): OptionSpec[] {
  const named = args
    .filter((word) => !word.startsWith('-'))
    .flatMap(splitNames)
    .map(findReport)
    .filter((found) => found !== undefined);
  const byName = new Map<string, OptionSpec>();
  for (const each of named.length > 0 ? named : REPORTS) for (const spec of each.options) byName.set(spec.name, spec);
  return [...byName.values()];
}

/** Flags are strings whatever the option's type; `--charts` alone means on, `--no-charts` off. */
function optionFlags(specs: readonly OptionSpec[]): Record<string, { type: 'string' } | { type: 'boolean' }> {
  return Object.fromEntries(
    specs.flatMap((spec): [string, { type: 'string' } | { type: 'boolean' }][] =>
      spec.type === 'flag'
        ? [
            [spec.name, { type: 'boolean' }],
            [`no-${spec.name}`, { type: 'boolean' }],
          ]
        : [[spec.name, { type: 'string' }]],
    ),
  );
}

function givenOptions(
  specs: readonly OptionSpec[],
  values: Readonly<Record<string, unknown>>,
): Record<string, string | boolean> {
  const given: Record<string, string | boolean> = {};
  for (const { name, type } of specs) {
    const value = values[name];
    if (type === 'flag' && values[`no-${name}`] === true) given[name] = false;
    else if (typeof value === 'string' || typeof value === 'boolean') given[name] = value;
  }
  return given;
}

function explainMissing(outcome: Extract<RunOutcome, { status: 'unavailable' }>, terminal: Terminal): void {
  terminal.say(`${outcome.report} is unavailable:`);
  for (const { need, have, fix } of outcome.missing) terminal.say(`  needs ${need}; has ${have} → ${fix}`);
}

function help(args: readonly string[]): string {
  const specs = optionSpecs(args);
  const flag = (spec: OptionSpec): string => {
    if (spec.type === 'choice') return `--${spec.name} ${spec.choices.map(({ value }) => value).join('|')}`;
    if (spec.type === 'number') return `--${spec.name} ${spec.among?.join('|') ?? `${spec.min}–${spec.max}`}`;
    if (spec.type === 'flag') return `--${spec.name}, --no-${spec.name}`;
    if (spec.type === 'comparison') return `--${spec.name} previous-period|previous-year|project:<name>`;
    return `--${spec.name} TEXT`;
  };
  const options = specs.map((spec) => `  ${flag(spec)}\n      ${spec.help} (default ${spec.initial})`);
  return `Usage: dc report <id>[,<id>…] [flags]

Reports:
${REPORTS.map(({ id, title }) => `  ${id.padEnd(28)} ${title}`).join('\n')}

  --brands "A,B"            brand names, or own, competitors, all (default own)
  --projects "P,Q"          project names (default: the current round of every market)
  --period 2024-01..2024-12 also "last 12 months", "Q3 2025", "YTD", "FY 2025" (default: the last 12 periods with data)
  --format ${FILE_FORMATS.join(',')}
                            files to write (default json,pdf)
  --out DIR                 where to write them (default out)
  --seed N                  seed of everything random (default ${DEFAULT_SEED})
  --bundle                  also one PDF with all reports
  --previous a.json,b.json  documents of an earlier run: what they said ranks behind what is new

Report options:
${options.join('\n')}

Names that hold commas are quoted as in CSV: --brands '"Smith, Jones",Aurora'.
Writes <out>/<report>.json (the document, or what is missing), <report>.pdf, <report>.blocks.json,
<report>-<n>.png, <report>-<table>.csv, <report>.xlsx, and prints their paths.
Exit code 0 also when a report is unavailable, 1 when something failed, 2 for wrong usage.
`;
}
