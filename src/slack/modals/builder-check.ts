/** Checks a submitted form: a request, or an error on each field that it belongs to. */
import { parsePeriod } from '../../domain/period-words.ts';
import type { ReportRequest } from '../../domain/request.ts';
import { type Comparison, resolveSelection, type SelectionProblem } from '../../domain/selection.ts';
import { clip, oneLine, withDateWords } from '../../render/blocks/mrkdwn.ts';
import type { OptionSpec, OptionValue } from '../../reports/options.ts';
import { resolveOptions } from '../../reports/resolve-options.ts';
import type { Vocabulary } from '../parse/vocabulary.ts';
import { type BuilderState, blockId, requestOfState, specsOf } from './builder-state.ts';

export type CheckedForm =
  | { readonly ok: true; readonly request: ReportRequest; readonly conversation: string }
  /** By block id, as `response_action: errors` wants it. */
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** @param vocabulary null right after a restart: names are then checked by the run itself */
export function checkForm(state: BuilderState, vocabulary: Vocabulary | null): CheckedForm {
  const errors: Record<string, string> = {};
  const fail = (field: string, problem: string): void => {
    errors[blockId(field, state.version)] ??= clip(oneLine(problem), 400);
  };
  const report = vocabulary?.reports.find((each) => each.id === state.report);
  if (state.report === null) fail('report', 'Choose a report.');
  if (state.conversation === null) fail('where', 'Choose a channel, or tick “Only to me” below.');
  if (state.roles.length > 1) fail('brands', 'Choose one of the groups of brands.');
  if (state.roles.length > 0 && state.brands.length > 0)
    fail('brands', 'Choose either a group of brands or single brands.');
  if (state.period !== '' && parsePeriod(state.period) === null)
    fail(
      'period-text',
      `"${state.period}" is not a period. Write, for example, "last 12 months", "Q3 2025" or "2024-01..2024-06".`,
    );

  const options = report ? checkOptions(specsOf(report), state.options, fail) : state.options;
  const charts = options.charts !== false;
  const request = requestOfState({
    ...state,
    options,
    formats: state.formats.filter((format) => charts || format !== 'png'),
  });
  if (request && vocabulary && Object.keys(errors).length === 0) {
    const compare = options.compare;
    const comparison = typeof compare === 'string' ? (compare as Comparison) : 'previous-period';
    const resolved = resolveSelection(vocabulary.catalog, request.selection, comparison);
    if (!resolved.ok)
      for (const problem of resolved.problems)
        fail(fieldOf(problem), withDateWords(`Needs ${problem.need}; available: ${problem.have}.`));
  }
  if (request === null || state.conversation === null || Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, request, conversation: state.conversation };
}

/** Typed values of the options that differ from their initial values. */
function checkOptions(
  specs: readonly OptionSpec[],
  given: BuilderState['options'],
  fail: (field: string, problem: string) => void,
): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const spec of specs) {
    const wish = given[spec.name];
    if (wish === undefined) continue;
    const checked = resolveOptions([spec], { [spec.name]: wish });
    if (!checked.ok)
      fail(
        spec.type === 'comparison' ? 'compare' : `option:${spec.name}`,
        checked.problems[0]?.message ?? 'This is not possible.',
      );
    else {
      const value = (checked.values as Record<string, OptionValue>)[spec.name];
      if (value !== undefined && value !== spec.initial) values[spec.name] = value;
    }
  }
  return values;
}

function fieldOf({ need }: SelectionProblem): string {
  if (need.startsWith('comparison project')) return 'compare';
  if (need.startsWith('brand')) return 'brands';
  if (/^scores of .+ between|^a period/.test(need)) return 'period';
  return 'projects';
}
