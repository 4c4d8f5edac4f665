/** Reading and writing of the command line. */
import { describe, expect, it } from 'vitest';
import { readFlags, toColumns, toJson, wholeNumber } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { splitCommand } from '../../src/cli/split-command.ts';
import { AppError } from '../../src/errors.ts';
import { REPORTS } from '../../src/reports/catalog.ts';

const usage = (work: () => unknown): AppError => {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError && error.code === 'usage') return error;
    throw error;
  }
  throw new Error('it was taken');
};

describe('flags', () => {
  const FLAGS = { out: { type: 'string' }, json: { type: 'boolean' } } as const;

  it('are read among words', () => {
    expect(readFlags(['a', '--out', 'x', 'b', '--json'], FLAGS)).toMatchObject({
      values: { out: 'x', json: true },
      positionals: ['a', 'b'],
    });
  });

  it.each([
    [['--nosuch'], /--nosuch/],
    [['--out'], /--out/],
    [['--json=yes'], /--json/],
  ])('that are wrong are named: %j', (args, said) => {
    const error = usage(() => readFlags(args, FLAGS));
    expect(error.why).toMatch(said);
    expect(error.why).toMatch(/\.$/);
    expect(error.fix).toContain('--help');
  });

  it.each([
    ['7', 7],
    ['0', 0],
    ['4294967295', 4_294_967_295],
  ])('take whole numbers: %s', (text, value) => {
    expect(wholeNumber('seed', text, 0, 4_294_967_295)).toBe(value);
  });
  it.each(['-1', '1.5', '4294967296', 'seven', 'NaN', 'Infinity'])('refuse %s', (text) => {
    expect(usage(() => wholeNumber('seed', text, 0, 4_294_967_295)).why).toContain(`not "${text}"`);
  });
  it.each(['', '  '])('refuse a blank where a number belongs: %j', (text) => {
    expect(usage(() => wholeNumber('port', text, 0, 65_535)).why).toContain('--port');
  });
});

describe('output', () => {
  it('aligns columns and leaves no blanks at line ends', () => {
    expect(
      toColumns(
        ['id', 'name'],
        [
          ['1', 'a'],
          ['22', ''],
        ],
      ),
    ).toBe('id  name\n1   a\n22\n');
  });
  it('is JSON with a final newline', () => {
    expect(toJson({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });
});

describe('the command of --once', () => {
  it.each([
    ['/dc report x', 'report x'],
    ['  /dc   help ', 'help'],
    ['/dc', ''],
  ])('%j', (line, text) => {
    expect(splitCommand(line, '/dc')).toBe(text);
  });
  it.each(['report x', '/dcx report', '', '/other help'])('refuses %j', (line) => {
    expect(usage(() => splitCommand(line, '/dc')).why).toContain('/dc report');
  });
});

describe('help', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    'of %s says how it is written',
    (name, command) => {
      expect(command.help([])).toMatch(new RegExp(`^Usage: dc ${name}\\b`));
      expect(command.help([])).toMatch(/\n$/);
      expect(command.summary).not.toMatch(/\.$/);
      for (const line of command.help([]).split('\n')) expect(line.length).toBeLessThanOrEqual(160);
    },
  );

  it('has the commands that the operating instructions name', () => {
    expect(COMMANDS.map(({ name }) => name).sort()).toEqual(
      [
        'serve',
        'worker',
        'demo',
        'migrate',
        'import',
        'world',
        'metrics',
        'quality',
        'reports',
        'suggest',
        'report',
        'sources',
        'sync',
        'trace',
        'tune',
        'status',
      ].sort(),
    );
  });

  it('of a report lists every option of it, with its default', () => {
    const text = COMMANDS.find(({ name }) => name === 'report')?.help([REPORTS[0]?.id ?? '']) ?? '';
    for (const option of REPORTS[0]?.options ?? []) {
      expect(text).toContain(`--${option.name}`);
      expect(text).toContain(`(default ${option.initial})`);
    }
  });
});
