/** README.md against the code: every variable and every command it names exists, and none is left out. The image too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands.ts';
import { VARIABLES } from '../src/config.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README', () => {
  it('lists exactly the variables that the app reads', () => {
    const table = readme.slice(readme.indexOf('| variable |'), readme.indexOf('### REST API'));
    const named = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual([...VARIABLES].sort());
  });

  it('names only commands that exist', () => {
    const named = [...readme.matchAll(/\bdc -- (\w+)/g)].map(([, name]) => name);
    const known = COMMANDS.map((command) => command.name);
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  it('links only to files of the repository', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path ?? '');
    const broken = links.filter((path) => {
      try {
        readFileSync(join(root, path));
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'EISDIR';
      }
    });
    expect(broken).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('starts the app as `npm run dc` does', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { dc: string } };
    const [, entry] = /^ENTRYPOINT (.+)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
    expect(JSON.parse(entry ?? '')).toEqual(['tini', '--', ...scripts.dc.split(' ')]);
  });
});
