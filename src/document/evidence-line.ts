/** The small line under a finding, and the mark beside it: how sure, from how much, by which test. */
import type { Finding } from '../domain/finding.ts';
import type { Formats } from './format.ts';

export type Style = 'simple' | 'professional' | 'executive';

export interface LineWords {
  readonly formats: Formats;
  readonly style: Style;
  /** "month", for "n = 48 months". */
  readonly periodNoun: string;
  /** What the estimate is an estimate of, where a sentence nearby may give another figure: "at today’s weights". */
  readonly basis?: string;
}

const PLAIN: Readonly<Record<NonNullable<Finding['grade']>, string>> = {
  supported: 'clearly more than its usual ups and downs',
  suggestive: 'perhaps more than its usual ups and downs; worth watching',
  none: 'within its usual ups and downs',
  insufficient: 'too little history to tell',
};

/** Beside a figure: "q = .003", "within noise"; empty for facts. */
export function gradeText(finding: Pick<Finding, 'grade' | 'p' | 'q'>, formats: Formats, style: Style): string {
  if (finding.grade === null) return '';
  if (style !== 'professional') return PLAIN[finding.grade];
  if (finding.grade === 'insufficient') return 'too short to test';
  if (finding.q === null) return '';
  const q = formats.pValue(finding.q);
  const text = /^[<>]/.test(q) ? `q ${q}` : `q = ${q}`;
  return finding.grade === 'none' ? `within noise, ${text}` : text;
}

/**
 * "at today’s weights: +3.1 [1.2, 5.0] points · n = 48 months · Perron–Yabu: p = .004, q = .011". Executive: without the test's name.
 * Simple: without statistics.
 */
export function evidenceLine(finding: Finding, { formats, style, periodNoun, basis }: LineWords): string {
  if (style === 'simple') return finding.grade === null ? 'counted, not estimated' : PLAIN[finding.grade];
  const parts: string[] = [];
  const unit = finding.unit === '' ? '' : ` ${finding.unit}`;
  const isPoints = finding.unit.startsWith('point');
  if (finding.estimate !== null) {
    const estimate = isPoints ? formats.points(finding.estimate) : formats.significant(finding.estimate);
    const interval =
      finding.interval === null
        ? ''
        : isPoints
          ? ` ${formats.interval(finding.interval)}`
          : ` [${finding.interval.map(formats.significant).join(', ')}]`;
    parts.push(`${basis === undefined ? '' : `${basis}: `}${estimate}${interval}${unit}`);
  }
  if (finding.n > 0) parts.push(`n = ${finding.n} ${periodNoun}s`);
  if (finding.p !== null && finding.q !== null) {
    const sign = (text: string): string => (/^[<>]/.test(text) ? ` ${text}` : ` = ${text}`);
    const p = `p${sign(formats.pValue(finding.p))}`;
    const q = `q${sign(formats.pValue(finding.q))}`;
    parts.push(style === 'professional' && finding.test ? `${finding.test}: ${p}, ${q}` : q);
  }
  if (finding.lag !== undefined) parts.push(`lag ${finding.lag}`);
  if (style === 'professional') parts.push(...finding.caveats);
  return parts.join(' · ');
}
