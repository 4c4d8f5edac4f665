/**
 * Report options: one declarative schema drives slash words, modal inputs, CLI flags and API bodies.
 */
import type { Comparison } from '../domain/selection.ts';

export type OptionSpec = ChoiceOption | NumberOption | FlagOption | ComparisonOption | TextOption;

interface OptionBase {
  /** kebab-case; the CLI flag is `--name`, the slash word `name value` or one of a choice's `words`. */
  readonly name: string;
  readonly label: string;
  readonly help: string;
}

export interface ChoiceOption extends OptionBase {
  readonly type: 'choice';
  readonly choices: readonly { readonly value: string; readonly label: string; readonly words: readonly string[] }[];
  readonly initial: string;
}

export interface NumberOption extends OptionBase {
  readonly type: 'number';
  readonly min: number;
  readonly max: number;
  /** Allowed values, when only some make sense. */
  readonly among?: readonly number[];
  readonly unit: string;
  readonly initial: number;
}

export interface FlagOption extends OptionBase {
  readonly type: 'flag';
  readonly initial: boolean;
}

export interface ComparisonOption extends OptionBase {
  readonly type: 'comparison';
  readonly initial: Comparison;
}

export interface TextOption extends OptionBase {
  readonly type: 'text';
  readonly maxLength: number;
  readonly initial: string;
}

type ValueOf<S extends OptionSpec> = S extends { type: 'choice'; choices: readonly { value: infer C }[] }
  ? C
  : S extends { type: 'number' }
    ? number
    : S extends { type: 'flag' }
      ? boolean
      : S extends { type: 'comparison' }
        ? Comparison
        : string;

/** The values of a schema, by name: `OptionValues<typeof options>['depth']` is 'basic' | 'standard' | 'detailed'. */
export type OptionValues<S extends readonly OptionSpec[]> = {
  readonly [K in S[number] as K['name']]: ValueOf<K>;
};

export type OptionValue = string | number | boolean;

/** Options that every report has, with the specification's defaults. */
export const COMMON_OPTIONS = [
  {
    type: 'choice',
    name: 'depth',
    label: 'Depth',
    help: 'How much is computed',
    choices: [
      { value: 'basic', label: 'Basic', words: ['basic', 'quick'] },
      { value: 'standard', label: 'Standard', words: [] },
      { value: 'detailed', label: 'Detailed', words: ['detailed', 'deep'] },
    ],
    initial: 'detailed',
  },
  {
    type: 'choice',
    name: 'extent',
    label: 'Extent',
    help: 'How much is shown',
    choices: [
      { value: 'summary', label: 'Summary', words: ['summary', 'short'] },
      { value: 'standard', label: 'Standard', words: [] },
      { value: 'comprehensive', label: 'Comprehensive', words: ['comprehensive', 'full', 'complete'] },
    ],
    initial: 'standard',
  },
  {
    type: 'choice',
    name: 'style',
    label: 'Style',
    help: 'Who the words are for',
    choices: [
      { value: 'simple', label: 'Simple', words: ['simple', 'plain'] },
      { value: 'professional', label: 'Professional', words: ['professional', 'analyst'] },
      { value: 'executive', label: 'Executive', words: ['executive', 'board'] },
    ],
    initial: 'professional',
  },
  {
    type: 'comparison',
    name: 'compare',
    label: 'Compare with',
    help: 'previous-period, previous-year or a project',
    initial: 'previous-period',
  },
  {
    type: 'number',
    name: 'confidence',
    label: 'Confidence',
    help: 'Level of the intervals; tests always use .05',
    min: 0.9,
    max: 0.99,
    among: [0.9, 0.95, 0.99],
    unit: '',
    initial: 0.95,
  },
  {
    type: 'number',
    name: 'horizon',
    label: 'Horizon',
    help: 'Periods to look ahead',
    min: 1,
    max: 24,
    unit: 'periods',
    initial: 12,
  },
  { type: 'flag', name: 'charts', label: 'Charts', help: 'Draw charts', initial: true },
] as const satisfies readonly OptionSpec[];

/** For reports that measure headroom. */
export const TARGET_SCORE = {
  type: 'number',
  name: 'target',
  label: 'Target score',
  help: 'Score to reach, 0–100: headroom is measured to it; 0: to the best peer of each metric',
  min: 0,
  max: 100,
  unit: 'points',
  initial: 0,
} as const satisfies NumberOption;

/** Everything but the horizon, for reports that look back only. */
type PastOption = Exclude<(typeof COMMON_OPTIONS)[number], { readonly name: 'horizon' }>;
export const PAST_OPTIONS: readonly PastOption[] = COMMON_OPTIONS.filter(
  (spec): spec is PastOption => spec.name !== 'horizon',
);
