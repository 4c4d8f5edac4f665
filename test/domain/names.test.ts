import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitNames } from '../../src/domain/names.ts';

describe('splitNames', () => {
  it.each<[string, string[]]>([
    ['Aurora', ['Aurora']],
    [' Aurora , Borealis', ['Aurora', 'Borealis']],
    ['"Smith, Jones & Co",Aurora', ['Smith, Jones & Co', 'Aurora']],
    ['"The ""Best""", Dune', ['The "Best"', 'Dune']],
    ['5" Screens, 花椿スキン', ['5" Screens', '花椿スキン']],
    ['"unclosed, still one', ['unclosed, still one']],
    [',, ,', []],
    ['', []],
    ['L’Oréal Paris', ['L’Oréal Paris']],
  ])('%j', (text, names) => {
    expect(splitNames(text)).toEqual(names);
  });

  it('reads back what CSV quoting writes, whatever is in the names', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() === text && text !== '');
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const written = names.map((each) => `"${each.replaceAll('"', '""')}"`).join(',');
        expect(splitNames(written)).toEqual(names);
      }),
    );
  });

  it('ends on any text and never gives a blank name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const each of splitNames(text)) expect(each.trim()).toBe(each === '' ? 'never' : each);
      }),
    );
  });
});
