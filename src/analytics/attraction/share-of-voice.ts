/** Share of voice: a brand's part of the spend of all tracked brands, and the link of it with market share. */
import type { SpendRow } from '../../domain/dataset.ts';
import { type LinkMarket, type LinkPanel, spendByChannel } from '../outcome-link/units.ts';
import type { ScoreHistory } from '../scores/history.ts';
import type { MarketShares } from './market-shares.ts';

/**
 * Per cent of the spend of all brands, by brand and period. A period in which a brand with a share has no spend on record
 * has none, because its total is not known. Null: no period is complete with two brands.
 */
export function shareOfVoice(
  history: ScoreHistory,
  { shares }: Pick<MarketShares, 'shares'>,
  spend: readonly SpendRow[],
): readonly (readonly (number | null)[])[] | null {
  const budgets = history.brands.map((brand) => {
    const channels = [...spendByChannel(history, brand, spend).values()];
    return history.periods.map((_, t): number | null => {
      const known = channels.flatMap((series) => series[t] ?? []);
      return known.length === 0 ? null : known.reduce((sum, amount) => sum + amount, 0);
    });
  });
  const totals = history.periods.map((_, t) => {
    const isComplete = budgets.every((series, b) => series[t] !== null || shares[b]![t] === null);
    const known = budgets.flatMap((series) => series[t] ?? []);
    const total = known.reduce((sum, amount) => sum + amount, 0);
    return isComplete && known.length >= 2 && total > 0 ? total : null;
  });
  if (totals.every((total) => total === null)) return null;
  return budgets.map((series) =>
    series.map((amount, t) => (amount === null || totals[t] === null ? null : (100 * amount) / totals[t]!)),
  );
}

export const VOICE_LABEL = 'share of voice';

/**
 * The panel of the score with share of voice in the place of its parts, which are held constant instead; spend by channel is
 * not, because it is what is asked about. Brands without share of voice are left out.
 * @param voice by project, as `shareOfVoice` gives it
 */
export function voicePanel(
  panel: LinkPanel,
  markets: readonly LinkMarket[],
  voice: ReadonlyMap<string, readonly (readonly (number | null)[])[]>,
): LinkPanel {
  const kept = panel.controls.flatMap(({ stands }, c) => (stands === 'spend' ? [] : [c]));
  const left = [...panel.left];
  const units = panel.units.flatMap((unit) => {
    const history = markets.find(({ project }) => project === unit.project)?.history;
    const share = voice.get(unit.project)?.[history?.brands.indexOf(unit.brand) ?? -1];
    if (!share?.some((value) => value !== null)) {
      left.push({ project: unit.project, brand: unit.brand, reason: 'no share of voice' });
      return [];
    }
    return [
      {
        ...unit,
        scores: [share],
        x: [share.map((value) => (value !== null && value > 0 ? Math.log(value) : null))],
        controls: [...kept.map((c) => unit.controls[c]!), ...unit.x],
      },
    ];
  });
  return {
    ...panel,
    units,
    predictorScale: 'log',
    predictors: [{ predictor: {}, label: VOICE_LABEL, filter: () => () => false }],
    controls: [
      ...kept.map((c) => panel.controls[c]!),
      ...panel.predictors.map(({ label }) => ({ label, stands: 'market demand' as const })),
    ],
    missing: panel.missing.filter(({ confounder }) => confounder !== 'spend'),
    left,
  };
}
