/** The import rules of docs/architecture.md, read from the code itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '..', 'src');

/** Files that every room at the rim may use. */
const RIM_COMMONS = ['errors.ts', 'log.ts', 'metrics.ts', 'ports.ts'];

/** Which rooms (or single files) a room may import from; itself always. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  analytics: ['domain'],
  document: ['domain'],
  reports: ['analytics', 'document', 'domain'],
  render: ['document', 'domain', ...RIM_COMMONS],
  data: ['domain', 'analytics/stats', ...RIM_COMMONS],
  delivery: ['reports', 'document', 'domain', ...RIM_COMMONS],
  slack: ['delivery', 'render', 'reports', 'document', 'domain', 'config.ts', ...RIM_COMMONS],
  web: ['delivery', 'render', 'reports', 'document', 'domain', 'config.ts', ...RIM_COMMONS],
  dev: ['domain', 'errors.ts', 'log.ts'],
  reference: ['analytics', 'domain'],
  cli: [
    'delivery',
    'render',
    'reports',
    'document',
    'domain',
    'data',
    'dev',
    'app.ts',
    'config.ts',
    'log.ts',
    'errors.ts',
    'ports.ts',
  ],
  'main.ts': ['cli', 'errors.ts', 'log.ts'],
  'config.ts': ['domain', 'errors.ts'],
  'errors.ts': [],
  'log.ts': [],
  'metrics.ts': [],
  'ports.ts': ['domain', 'document', 'reports', 'errors.ts'],
};

/** Packages that belong to one room. */
const PACKAGE_HOME: readonly { readonly package: RegExp; readonly rooms: readonly string[] }[] = [
  { package: /^(pg|pg-copy-streams|@electric-sql\/.*)$/, rooms: ['data'] },
  {
    package: /^(puppeteer|puppeteer-core|@sparticuz\/.*|chart\.js|chartjs-node-canvas|@napi-rs\/.*)/,
    rooms: ['render'],
  },
  { package: /^@slack\//, rooms: ['slack', 'dev'] },
  { package: /^pg-boss$/, rooms: ['delivery'] },
  { package: /^(hono|@hono\/.*)$/, rooms: ['web', 'slack', 'dev', 'render', 'app.ts'] },
];

const BELOW_THE_RIM = ['domain', 'analytics', 'document', 'reports'];
const BANNED_BELOW = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bconsole\.|\bprocess\.env\b/;
/** Node's modules that do I/O or read the machine; the middle has no use for them. */
const PURE_BUILTINS: readonly string[] = [];

interface SourceFile {
  /** Path from src/, with slashes. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sourceFiles(folder = SOURCE): SourceFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(file);
    if (!entry.name.endsWith('.ts')) return [];
    const path = relative(SOURCE, file).split(sep).join('/');
    const text = readFileSync(file, 'utf8');
    const imports = [
      ...text.matchAll(
        /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'|(?:^|\n)import '([^']+)'/g,
      ),
    ].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
    return [{ path, room: path.split('/')[0] ?? path, text, imports }];
  });
}

const files = sourceFiles();
const isBuiltin = (name: string): boolean => name.startsWith('node:') || builtinModules.includes(name);
const targetOf = (file: SourceFile, specifier: string): string =>
  relative(SOURCE, join(SOURCE, dirname(file.path), specifier))
    .split(sep)
    .join('/');

describe('architecture', () => {
  it('finds the rooms it guards', () => {
    expect(new Set(files.map((file) => file.room))).toContain('analytics');
    expect(files.length).toBeGreaterThan(50);
  });

  it('lets rooms import only what the house rules allow', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => !target.startsWith(`${file.room}/`) && target !== file.path)
        .filter((target) => {
          if (file.path === 'app.ts') return false;
          const allowed = MAY_IMPORT[file.room];
          return !allowed?.some((place) => target === place || target.startsWith(`${place}/`));
        })
        .map((target) => `${file.path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps the local Slack apart from our Slack code', () => {
    const wrong = files
      .filter((file) => file.path.startsWith('dev/'))
      .flatMap((file) => file.imports.map((specifier) => targetOf(file, specifier)))
      .filter((target) => target.startsWith('slack/'));
    expect(wrong).toEqual([]);
  });

  it('lets no report import another report', () => {
    const reports = files.filter((file) => /^reports\/(dc-score|outcome|predictive|executive)\//.test(file.path));
    const home = (path: string): string => path.replace(/\.ts$/, '').split('/').slice(0, 3).join('/');
    const wrong = reports.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(file, specifier))
        .filter(
          (target) =>
            /^reports\/(dc-score|outcome|predictive|executive)\//.test(target) && home(target) !== home(file.path),
        )
        .map((target) => `${file.path} → ${target}`),
    );
    expect(reports.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('lets what reports share import no report', () => {
    const shared = files.filter((file) => file.path.startsWith('reports/shared/'));
    const wrong = shared.flatMap((file) =>
      file.imports
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => targetOf(file, specifier))
        .filter((target) => /^reports\/(dc-score|outcome|predictive|executive)\//.test(target))
        .map((target) => `${file.path} → ${target}`),
    );
    expect(shared.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('keeps each package in its room', () => {
    const wrong = files.flatMap((file) =>
      file.imports.flatMap((specifier) =>
        PACKAGE_HOME.filter((home) => home.package.test(specifier) && !home.rooms.includes(file.room)).map(
          () => `${file.path} → ${specifier}`,
        ),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps clocks, chance, consoles, environments and I/O out of the middle', () => {
    const middle = files.filter((file) => BELOW_THE_RIM.includes(file.room));
    const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(middle.filter((file) => BANNED_BELOW.test(code(file.text))).map((file) => file.path)).toEqual([]);
    const builtins = middle.flatMap((file) =>
      file.imports
        .filter((name) => isBuiltin(name) && !PURE_BUILTINS.includes(name))
        .map((name) => `${file.path} → ${name}`),
    );
    expect(builtins).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) => /\bprocess\.env\b/.test(file.text)).map((file) => file.path);
    expect(readers).toEqual(['config.ts']);
  });

  it('has no import circles', () => {
    const graph = new Map(
      files.map((file) => [
        file.path,
        file.imports.filter((specifier) => specifier.startsWith('.')).map((specifier) => targetOf(file, specifier)),
      ]),
    );
    const circles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
        return;
      }
      if (done.has(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });
});
