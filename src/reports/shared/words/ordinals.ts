/** Places in a ranking as words. */

const PLACES = 'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

const COUNTS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

/** "second of twelve"; in figures from thirteen on. */
export function placeWords(rank: number, of: number): string {
  const [place, count] = [PLACES[rank - 1], COUNTS[of - 1]];
  return place !== undefined && count !== undefined ? `${place} of ${count}` : `${ordinal(rank)} of ${of}`;
}

/** "1st", "2nd", "12th". */
export function ordinal(value: number): string {
  const form = new Intl.PluralRules('en', { type: 'ordinal' }).select(value);
  return `${value}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[form]}`;
}
