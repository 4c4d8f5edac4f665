/** Colours keep their contrast; sections keep their hue. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COLOURS,
  changeColour,
  contrast,
  emphasisColour,
  ensureContrast,
  sectionColour,
  textColour,
} from '../../../src/render/palette.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

describe('palette', () => {
  it('computes the contrasts of WCAG', () => {
    expect(contrast('#000', '#FFF')).toBeCloseTo(21, 6);
    // W3C's understanding document of 1.4.3 names #767676 as the lightest grey that passes on white.
    expect(contrast('#767676', '#FFFFFF')).toBeGreaterThanOrEqual(4.5);
    expect(contrast('#777777', '#FFFFFF')).toBeLessThan(4.5);
  });

  it('gives 4.5 : 1 for every pair of colours', () => {
    fc.assert(
      fc.property(colour, colour, (one, other) => {
        expect(contrast(ensureContrast(one, other), other)).toBeGreaterThanOrEqual(4.5);
      }),
      { seed: 7 },
    );
  });

  it('leaves a colour alone that is readable already', () => {
    expect(ensureContrast(COLOURS.blue, COLOURS.paper)).toBe(COLOURS.blue);
    expect(ensureContrast('#ffe', '#000')).toBe('#FFFFEE');
  });

  it('keeps all texts readable on paper', () => {
    for (const hue of [COLOURS.orange, COLOURS.purple, COLOURS.sky, COLOURS.green, COLOURS.vermilion, COLOURS.muted])
      expect(contrast(textColour(hue), COLOURS.paper)).toBeGreaterThanOrEqual(4.5);
    for (const better of [true, false, null])
      expect(contrast(changeColour(better), COLOURS.paper)).toBeGreaterThanOrEqual(4.5);
  });

  it('darkens an accent that paper would swallow', () => {
    expect(contrast(emphasisColour('subject', { accent: '#FFFF00' }), COLOURS.paper)).toBeGreaterThanOrEqual(3);
    expect(emphasisColour('subject', { accent: COLOURS.blue })).toBe(COLOURS.blue);
  });

  it('gives each section its hue, by name', () => {
    expect(sectionColour('Marketplace')).toBe(COLOURS.blue);
    expect(sectionColour(' digital spends')).toBe(COLOURS.orange);
    expect(sectionColour('Voice')).toBe(sectionColour('voice'));
  });

  it('refuses what is no colour', () => {
    expect(() => ensureContrast('blue', '#FFF')).toThrow(RangeError);
  });
});
