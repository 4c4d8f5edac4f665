/** outcome_definitions.csv: outcomes beyond those whose meaning is known. */
import { KNOWN_OUTCOMES, type OutcomeDefinition } from '../../../domain/outcome.ts';
import { mergeRows } from '../merge.ts';
import { quote, Refusal } from '../row.ts';
import { type ImportTable, namingOf } from '../table.ts';

const UNITS: readonly OutcomeDefinition['unit'][] = ['currency', 'count', 'percent', 'ratio', 'index', 'rank'];

/** "repeat_rate" → "Repeat rate". */
const labelOf = (outcome: string): string => {
  const words = outcome.replaceAll('_', ' ').trim() || outcome;
  return words.slice(0, 1).toUpperCase() + words.slice(1);
};

export const outcomeDefinitions: ImportTable = {
  file: 'outcome_definitions.csv',
  required: ['outcome', 'unit', 'direction', 'aggregation'],
  optional: ['label'],
  staged: [
    ['outcome', 'text'],
    ['label', 'text'],
    ['unit', 'text'],
    ['direction', 'text'],
    ['aggregation', 'text'],
  ],
  key: ['outcome'],
  wordKey: ['outcome'],
  words: {
    joins: '',
    columns: {
      outcome: 's.outcome',
      label: 's.label',
      unit: 's.unit',
      direction: 's.direction',
      aggregation: 's.aggregation',
    },
  },
  read(row) {
    const outcome = row.text('outcome');
    const known = KNOWN_OUTCOMES.find((each) => each.outcome === outcome);
    const unit = row.oneOf('unit', UNITS);
    const direction = row.oneOf('direction', ['higher', 'lower']);
    const aggregation = row.oneOf('aggregation', ['sum', 'mean', 'last']);
    if (known && (known.unit !== unit || known.direction !== direction || known.aggregation !== aggregation))
      throw new Refusal(
        'invalid',
        `outcome ${quote(outcome)} is known as ${known.unit}, ${known.direction}, ${known.aggregation}; use another name for another meaning`,
      );
    return [outcome, row.optionalText('label') ?? known?.label ?? labelOf(outcome), unit, direction, aggregation];
  },
  merge(transaction, batch) {
    return mergeRows(transaction, batch, {
      file: this.file,
      stage: 'staged_outcome_definitions',
      target: 'digicadence.outcomes',
      key: ['outcome'],
      values: ['label', 'unit', 'direction', 'aggregation'],
      nullableKey: false,
      history: null,
      naming: namingOf(this),
      corrections: null,
    });
  },
};
