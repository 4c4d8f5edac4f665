/** The bundle draws what it says it draws. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FONT_STACK, fontFiles, fontFilesFor, missingGlyphs, registerFonts } from '../../src/render/fonts.ts';

describe('fonts', () => {
  it('lists files that exist, with families of the stack', () => {
    const files = fontFiles();
    expect(files.length).toBeGreaterThan(100);
    for (const { path, family, unicodeRange } of files) {
      expect(existsSync(path), path).toBe(true);
      expect(FONT_STACK).toContain(family);
      expect(unicodeRange).toMatch(/^U\+/i);
    }
    expect(
      files.filter(({ family, subset }) => family === 'Inter' && subset === 'latin').map(({ weight }) => weight),
    ).toEqual(['400', '500', '600', '700']);
  });

  it('finds glyphs in the character maps', () => {
    expect(missingGlyphs('Ažurová Śródmieście Ωж Việt £€₹ −–…“”\u202F\u00A0 ▲▼●◐○≥→✓ 資生堂ジャパン 😀👩‍🔬🇮🇳')).toEqual(
      [],
    );
  });

  it('covers the scripts of the markets that brands are sold in', () => {
    const names = ['हिन्दी', 'বাংলা', 'தமிழ்', 'العربية', 'עברית', 'ไทย', '한국어', '简体中文龙', '資生堂'];
    expect(names.filter((name) => missingGlyphs(name).length > 0)).toEqual([]);
  });

  it('names each missing character once, in order, and no invisible ones', () => {
    expect(missingGlyphs('ግንግ\u200D\uFE0F\nក')).toEqual(['ግ', 'ን', 'ក']);
  });

  it('takes only the files a text needs', () => {
    expect(fontFilesFor('Aurora 65.1').every(({ family, subset }) => family === 'Inter' && subset === 'latin')).toBe(
      true,
    );
    expect(new Set(fontFilesFor('資生堂').map(({ family }) => family))).toEqual(new Set(['Inter', 'Noto Sans JP']));
    expect(fontFilesFor('資生堂').length).toBeLessThan(12);
  });

  it('gives a canvas stack that depends on the text alone', () => {
    const stack = registerFonts('Aurora');
    registerFonts('Ažurová 資生堂 😀');
    expect(registerFonts('Aurora')).toBe(stack);
    expect(stack).toBe('"DC Inter latin"');
  });
});
