/** Where nothing is linked: the clearest part’s lags and brands in grey, said to be no finding, so that a reader sees how little there is. */
import type { RankedBars } from '../../document/chart.ts';
import type { Section } from '../../document/document.ts';
import type { TableSpec } from '../../document/table.ts';
import { fitTitle } from '../../document/words.ts';
import type { Collector } from '../shared/page/blocks.ts';
import { text } from '../shared/page/blocks.ts';
import { numberColumn, PAPER_ROWS, textColumn } from '../shared/tables/columns.ts';
import type { LinkPredictorAnalysis } from './analysis.ts';
import { lagBars } from './charts.ts';
import { linkId } from './link-tests.ts';
import { brandIn, type LinkPage, linkTableId } from './tables.ts';
import { effectMeasure, effectUnitOf, linkNoun } from './words.ts';

const nameOf = ({ predictor, label }: LinkPredictorAnalysis): string => predictor.section ?? label;

function brandsTable(page: LinkPage, part: LinkPredictorAnalysis): TableSpec {
  const { link, name } = page;
  const unit = effectUnitOf(link);
  return {
    id: linkTableId(name, 'unlinked-brands'),
    title: `No link seen: each brand’s own estimate for ${nameOf(part)}`,
    caption: `${effectMeasure(link)} per point at the lag that shows most; not tested brand by brand, because all brands together show nothing.`,
    columns: [
      textColumn('brand', 'Brand'),
      numberColumn('own', 'Own', 2, unit),
      numberColumn('low', 'Low', 2, unit),
      numberColumn('high', 'High', 2, unit),
      numberColumn('n', `${linkNoun(link)}s`, 0, null, 'full'),
    ],
    rows: (link.quiet?.brands ?? []).map((brand) => [
      brandIn(page, brand),
      brand.perPoint,
      brand.interval[0],
      brand.interval[1],
      brand.periods,
    ]),
    paperRows: PAPER_ROWS,
    notes: [],
  };
}

function brandsChart(page: LinkPage, part: LinkPredictorAnalysis): RankedBars | null {
  const { link, name } = page;
  const brands = link.quiet?.brands ?? [];
  if (brands.length === 0 || part.perPoint === null) return null;
  return {
    ...lagBars(
      page,
      [...brands]
        .sort((a, b) => b.perPoint - a.perPoint || (a.brand < b.brand ? -1 : 1))
        .map((brand) => ({
          label: brandIn(page, brand),
          value: brand.perPoint,
          interval: brand.interval,
          isFound: false,
        })),
      part,
    ),
    id: linkTableId(name, 'unlinked-brands'),
    title: fitTitle([`No link to compare: each brand’s own ${nameOf(part)} estimate`, 'No link to compare brands in']),
    subtitle: `${effectMeasure(link)} per point: own estimates with intervals, not tested; line: all brands together`,
    alt: `Own estimates for ${nameOf(part)} of brands, none of them tested: all brands together show nothing.`,
    table: linkTableId(name, 'unlinked-brands'),
    references: [{ label: 'all brands', value: part.perPoint }],
  };
}

/** Nothing where something is linked, or where nothing could be fitted. */
export function quietSections(page: LinkPage, collector: Collector): Section[] {
  const { link, words, name } = page;
  const part = link.predictors.find(({ label }) => label === link.quiet?.label);
  if (!part || part.profile.length === 0 || !words.charts) return [];
  const lags: RankedBars = {
    ...lagBars(
      page,
      part.profile.map(({ lag, perPoint, interval }) => ({
        label: lag === 0 ? `same ${linkNoun(link)}` : `${lag} ${linkNoun(link)}${lag === 1 ? '' : 's'} later`,
        value: perPoint,
        interval,
        isFound: false,
      })),
      part,
    ),
    id: linkTableId(name, 'no-lag'),
    title: fitTitle([
      `No lag stands out between ${nameOf(part)} and ${link.label}`,
      `${nameOf(part)}: no lag stands out`,
    ]),
    subtitle: `${effectMeasure(link)} per point of the ${part.label}, by ${linkNoun(link)}s between them, with intervals`,
    alt: `No lag stands out: the intervals of single lags do not allow for the search among them.`,
    note: 'Single intervals: one may leave out zero by chance',
  };
  const brands = brandsChart(page, part);
  if (brands) collector.keep(brandsTable(page, part));
  const refs = [linkId(name, part.predictor)];
  return [
    {
      id: linkTableId(name, 'no-lag'),
      heading: lags.title,
      width: brands ? 'half' : 'full',
      blocks: [
        ...collector.chart(lags),
        ...text({
          text: `${nameOf(part)} comes closest of all parts, and that is not ${words.style === 'simple' ? 'beyond chance' : 'beyond noise'} once every lag is searched.`,
          refs,
        }),
      ],
    },
    ...(brands
      ? [
          {
            id: linkTableId(name, 'no-brands'),
            heading: brands.title,
            width: 'half' as const,
            blocks: [
              ...collector.chart(brands),
              ...text({
                text: 'Single brands are tested only below a link of all brands together; these estimates are shown, not claimed.',
                refs: [`table:${linkTableId(name, 'unlinked-brands')}`],
              }),
            ],
          },
        ]
      : []),
  ];
}
