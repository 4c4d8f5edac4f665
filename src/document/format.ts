/**
 * Numbers as people read them, in one place: three significant figures in prose, one decimal for scores, abbreviated
 * currency, p-values without the leading zero, a real minus sign. Separators follow the locale.
 */

const MINUS = '−';
/** Keeps a number and its unit on one line. */
const NBSP = '\u00a0';

const SCALES: readonly (readonly [size: number, suffix: string])[] = [
  [1e9, 'bn'],
  [1e6, 'M'],
  [1e3, 'k'],
];

export interface Formats {
  readonly locale: string;
  /** A score or another index: "65.1". */
  score(value: number): string;
  /** A change in score points, signed, one decimal: "+3.3", "−0.4"; "0.0" when that is what one decimal shows. */
  points(value: number): string;
  /** The size of a change, unsigned: "3.3". */
  size(value: number): string;
  /** Three significant figures: "1,230", "0.0457". */
  significant(value: number): string;
  /** Money, three significant figures: "£4.82 M". */
  currency(value: number, code: string): string;
  /** A share 0–1 as per cent: "97 %". */
  percent(share: number, decimals?: number): string;
  /** A difference of percentages (in per cent points), signed: "+1.2 pp". */
  percentPoints(value: number): string;
  integer(value: number): string;
  decimal(value: number, decimals: number): string;
  /** ".004", "< .001", "> .99". */
  pValue(p: number): string;
  /** ".95" as "95 %". */
  level(level: number): string;
  /** "[0.9, 2.7]" in points. */
  interval(interval: readonly [number, number]): string;
}

/** Formats for a BCP 47 locale. Every function expects a finite number. */
export function createFormats(locale: string): Formats {
  const cache = new Map<string, Intl.NumberFormat>();
  const format = (value: number, options: Intl.NumberFormatOptions): string => {
    const key = JSON.stringify(options);
    let formatter = cache.get(key);
    if (!formatter) {
      formatter = new Intl.NumberFormat(locale, options);
      cache.set(key, formatter);
    }
    return formatter.format(value).replace(/^-/, MINUS);
  };
  const decimal = (value: number, decimals: number): string =>
    format(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, signDisplay: 'negative' });
  const significant = (value: number): string =>
    format(value, { maximumSignificantDigits: 3, signDisplay: 'negative' });
  const symbolOf = (code: string): string => {
    try {
      const parts = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: code,
        currencyDisplay: 'narrowSymbol',
      }).formatToParts(1);
      return parts.find((part) => part.type === 'currency')?.value ?? code;
    } catch {
      return code;
    }
  };
  return {
    locale,
    score: (value) => decimal(value, 1),
    points: (value) => format(value, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' }),
    size: (value) => decimal(Math.abs(value), 1),
    significant,
    currency(value, code) {
      const size = Math.abs(value);
      // 999,600 shows as 1.00 M, not as 1,000 k: the scale is chosen after rounding to three figures.
      const rounded = Number(size.toPrecision(3));
      const [scale, suffix] = SCALES.find(([least]) => rounded >= least) ?? [1, ''];
      const figures = format(size / scale, {
        minimumSignificantDigits: suffix === '' ? 1 : 3,
        maximumSignificantDigits: 3,
      });
      const symbol = symbolOf(code);
      const joint = /\p{L}$/u.test(symbol) ? NBSP : '';
      return `${value < 0 ? MINUS : ''}${symbol}${joint}${figures}${suffix === '' ? '' : NBSP + suffix}`;
    },
    percent: (share, decimals = 0) => `${decimal(share * 100, decimals)}${NBSP}%`,
    percentPoints: (value) =>
      `${format(value, { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: 'exceptZero' })}${NBSP}pp`,
    integer: (value) => format(value, { maximumFractionDigits: 0, signDisplay: 'negative' }),
    decimal,
    pValue(p) {
      if (p < 0.001) return `<${NBSP}${decimal(0.001, 3).replace(/^0/, '')}`;
      if (p > 0.99) return `>${NBSP}${decimal(0.99, 2).replace(/^0/, '')}`;
      return decimal(p, p < 0.1 ? 3 : 2).replace(/^0/, '');
    },
    level: (level) => `${decimal(level * 100, 0)}${NBSP}%`,
    interval: ([low, high]) => `[${decimal(low, 1)}, ${decimal(high, 1)}]`,
  };
}

/**
 * A change in points where more is better, as tiles and charts carry it. A change that one decimal shows as "0.0" is
 * neither up nor down: its value is 0, so that it gets the neutral mark.
 */
export function pointsDelta(
  change: number,
  formats: Formats,
): { readonly value: number; readonly text: string; readonly better: boolean | null } {
  const shown = Math.round(Math.abs(change) * 10) === 0 ? 0 : change;
  return { value: shown, text: formats.points(shown), better: shown === 0 ? null : shown > 0 };
}
