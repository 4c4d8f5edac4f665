/** What `dc demo` takes from its flags and from the environment. */
import { describe, expect, it } from 'vitest';
import { demo, demoPort } from '../../src/cli/demo.ts';
import { readConfig } from '../../src/config.ts';

describe('the port of the local Slack', () => {
  it('is that of --port, else PORT, else the usual one, as the help says', () => {
    expect(demoPort('4100', readConfig({ PORT: '4000' }))).toBe(4100);
    expect(demoPort(undefined, readConfig({ PORT: '4000' }))).toBe(4000);
    expect(demoPort(undefined, readConfig({}))).toBe(3000);
    expect(() => demoPort('many', readConfig({}))).toThrow(/--port takes a whole number/);
    expect(demo.help([])).toContain('at --port, else PORT');
  });
});
