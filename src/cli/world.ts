/** `dc world`: writes a market with planted truth as a folder in import format. */
import { EFFECT_SIZES, SWITCHES, WORLD_KINDS, type WorldOptions } from '../data/sources/demo/options.ts';
import { generateWorld } from '../data/sources/demo/world.ts';
import { writeWorld } from '../data/sources/demo/write-world.ts';
import { splitNames } from '../domain/names.ts';
import { type Command, readFlags, wholeNumber, wrongUsage } from './command.ts';

export const world: Command = {
  name: 'world',
  summary: 'Write a seeded market with known truth as import files',
  help: () => `Usage: dc world --seed N --out DIR [flags]

  --seed N            32-bit seed; the same flags write the same bytes
  --without a,b       planted facts to leave out, among
${inLines(SWITCHES)}
                      or all: stationary AR(1) around constant levels, nothing to find
  --effect-size X     ${EFFECT_SIZES.join(', ')}: scales the planted effects (default 1)
  --periods N         months of history of each market (default 60)
  --brands N          brands in each market (default 12)
  --kind K            ${WORLD_KINDS.join(', ')} (default planted)
  --out DIR           folder to write; truth.json beside the files says what was planted
`,
  async run(args, terminal) {
    const { values } = readFlags(args, {
      seed: { type: 'string' },
      without: { type: 'string', default: '' },
      'effect-size': { type: 'string', default: '1' },
      periods: { type: 'string', default: '60' },
      brands: { type: 'string', default: '12' },
      kind: { type: 'string', default: 'planted' },
      out: { type: 'string' },
    });
    if (values.seed === undefined || values.out === undefined) throw wrongUsage('Both --seed and --out are needed.');
    const market = generateWorld({
      seed: wholeNumber('seed', values.seed, -(2 ** 31), 2 ** 32 - 1),
      without: splitNames(values.without) as WorldOptions['without'],
      effectSize: Number(values['effect-size']) as WorldOptions['effectSize'],
      periods: wholeNumber('periods', values.periods, 1, 1200),
      brands: wholeNumber('brands', values.brands, 2, 100_000),
      kind: values.kind as WorldOptions['kind'],
    });
    const files = await writeWorld(market, values.out);
    terminal.result(files.map((file) => `${file}\n`).join(''));
    return 0;
  },
};

/** Names in lines of a help text, five to a line. */
function inLines(names: readonly string[]): string {
  const lines = names.flatMap((_, i) => (i % 5 === 0 ? [names.slice(i, i + 5).join(', ')] : []));
  return lines.map((line) => `${' '.repeat(22)}${line},`).join('\n');
}
