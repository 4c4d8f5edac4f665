/** The entry itself: exit codes, and what goes to stdout and what to stderr. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { removeDirectory, runDc, temporaryDirectory } from '../e2e/processes.ts';

const directory = temporaryDirectory();
const env = { DATA_DIR: join(directory, 'store') };
afterAll(() => removeDirectory(directory));

describe('dc', () => {
  it('lists its commands', async () => {
    const { code, stdout, stderr } = await runDc(['--help'], env);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: dc <command>');
    expect(stderr).toBe('');
  });

  it.each([[[]], [['nosuch']], [['report', 'nosuch']]])(
    '%j is wrong usage: told on stderr, exit code 2',
    async (args) => {
      const { code, stdout, stderr } = await runDc(args, env);
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/Usage: dc <command>|Do: {2}/);
    },
  );

  it.each([
    [['world', '--seed', '7'], /--seed and --out/],
    [['world', '--seed', 'x', '--out', 'y'], /--seed takes a whole number/],
    [['world', '--seed', '1', '--without', 'gravity', '--out', 'y'], /gravity/],
    [['world', '--seed', '1', '--effect-size', 'big', '--out', 'y'], /effect/i],
    [['demo', '--once', 'report x'], /--once takes a whole command/],
    [['demo', '--port', '99999'], /--port takes a whole number/],
    [['demo', '--twice', 'x'], /--twice/],
    [['serve', '--port', '1'], /--port/],
    [['import'], /folder/],
    [['report'], /dc-score-performance/],
    [['report', 'nosuch'], /nosuch/],
    [['report', 'dc-score-performance', 'for Aurora'], /one word too many/],
    [['report', 'dc-score-performance', '--period', 'soon'], /"soon" is not a period/],
    [['report', 'dc-score-performance', '--format', 'docx'], /docx/],
    [['report', 'dc-score-performance', '--depth', 'bottomless'], /depth/],
    [['suggest', '--period', 'soon'], /"soon" is not a period/],
    [['report', 'dc-score-performance', '--previous', 'nowhere.json'], /nowhere.json/],
    [['reports', 'nosuch'], /"nosuch" is no category/],
    [['tune', '--object', 'smoothing,nosuch'], /no object "nosuch"; there are genetic/],
    [['tune', '--trials', '0'], /--trials takes a whole number/],
  ])('%j is wrong usage', async ([name, ...args], said) => {
    // In this process: the entry only turns the code into the exit code.
    const results: string[] = [];
    const terminal = { result: (text: string) => results.push(text), say: () => {}, progress: () => {} };
    const command = COMMANDS.find((each) => each.name === name);
    await expect(command?.run(args, terminal)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(said),
    });
    expect(results).toEqual([]);
  });

  it('world writes a folder, and import takes it, with JSON alone on stdout', async () => {
    const folder = join(directory, 'world');
    const world = await runDc(['world', '--seed', '7', '--periods', '6', '--brands', '3', '--out', folder], env);
    expect(world.code).toBe(0);
    expect(readdirSync(folder)).toContain('truth.json');
    writeFileSync(join(folder, 'brands.csv'), 'brand,category,role\nAurora,,sideways\n', { flag: 'a' });
    const { code, stdout } = await runDc(['import', folder, '--json'], env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      files: expect.arrayContaining([expect.objectContaining({ file: 'scores.csv' })]),
    });
  });

  it('tune searches in threads, keeps the result, and finds it again', async () => {
    const ask = ['tune', '--object', 'genetic,forest', '--trials', '4', '--json'];
    const first = await runDc(ask, env);
    expect(first.code).toBe(0);
    const [genetic, forest] = JSON.parse(first.stdout);
    expect(genetic).toMatchObject({ object: 'genetic', state: 'complete', trials: 4 });
    expect(genetic.elapsedMs).toBeGreaterThan(0);
    // Six periods cannot judge a forest.
    expect(forest).toMatchObject({ state: 'complete', trials: 0, usesDefaults: true });
    const again = JSON.parse((await runDc(ask, { ...env, OPTIMISATION_THREADS: '3' })).stdout);
    expect(again).toEqual([
      { ...genetic, state: 'reused' },
      { ...forest, state: 'reused' },
    ]);
  });

  it('import of what is not there fails with what to do', async () => {
    const { code, stdout, stderr } = await runDc(['import', join(directory, 'nowhere')], env);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/could not be read[\s\S]*Do: {2}/);
  });
});
