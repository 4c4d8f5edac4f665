/** Internal consistency of a composite. */
import { variance } from './describe.ts';

/** Cronbach's (1951) α of items (columns) over respondents or periods (rows). Null below two items or without variation. */
export function cronbachAlpha(rows: readonly (readonly number[])[]): number | null {
  const items = rows[0]?.length ?? 0;
  const total = variance(rows.map((row) => row.reduce((sum, value) => sum + value, 0)));
  if (items < 2 || total === null || total === 0) return null;
  let own = 0;
  for (let j = 0; j < items; j++) own += variance(rows.map((row) => row[j]!))!;
  return (items / (items - 1)) * (1 - own / total);
}
