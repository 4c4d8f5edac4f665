/**
 * Price–volume–mix: why revenue changed. Arithmetic, exact: the effects add up to the change, and no effect depends on
 * which of the two windows is taken as the base.
 */

/** What one item (a brand in a market) sold in a window, a period: volume above 0, revenue in the group's currency. */
export interface Sales {
  readonly volume: number;
  readonly revenue: number;
}

export interface SalesItem {
  /** Items of one group (a market) can shift between each other, groups too. */
  readonly group: string;
  /** Null: the item was not sold in that window. */
  readonly before: Sales | null;
  readonly now: Sales | null;
}

/** All in revenue a period; `volume + price + itemMix + groupMix + entered + left = now − before`. */
export interface PriceVolumeMix {
  readonly before: number;
  readonly now: number;
  readonly change: number;
  /** More or less sold, at the average price of all items. */
  readonly volume: number;
  /** Prices of the items themselves. */
  readonly price: number;
  /** Sales moved to dearer (+) or cheaper (−) items inside groups … */
  readonly itemMix: number;
  /** … and between groups. */
  readonly groupMix: number;
  /** Revenue of items sold in one of the two windows only; they have no change of price. */
  readonly entered: number;
  readonly left: number;
}

interface Totals {
  before: number;
  now: number;
  volumeBefore: number;
  volumeNow: number;
}

const total = (items: readonly { readonly before: Sales; readonly now: Sales }[]): Totals => {
  const sums: Totals = { before: 0, now: 0, volumeBefore: 0, volumeNow: 0 };
  for (const { before, now } of items) {
    sums.before += before.revenue;
    sums.now += now.revenue;
    sums.volumeBefore += before.volume;
    sums.volumeNow += now.volume;
  }
  return sums;
};

/** Average price over both windows, each counting half. */
const middlePrice = ({ before, now, volumeBefore, volumeNow }: Totals): number =>
  (before / volumeBefore + now / volumeNow) / 2;

/**
 * Bennet’s (1920) indicators: each item's price change at its mean volume, each volume change at its mean price; the
 * volume part is then split into what all items sold together at the average price, and mix, the rest (Balk 2008, Price
 * and Quantity Index Numbers, ch. 6). With one item, or unchanged shares, mix is 0. Items sold in one window only stand
 * apart, since they have no price in the other.
 * @returns null without any sales in one of the windows
 * @throws RangeError for a volume that is not above 0, or revenue that is not finite
 */
export function priceVolumeMix(items: readonly SalesItem[]): PriceVolumeMix | null {
  for (const sales of items.flatMap(({ before, now }) => [before, now]))
    if (sales !== null && !(sales.volume > 0 && Number.isFinite(sales.volume) && Number.isFinite(sales.revenue)))
      throw new RangeError(`sales of ${sales.volume} for ${sales.revenue} have no price`);
  if (!items.some(({ before }) => before !== null) || !items.some(({ now }) => now !== null)) return null;
  let [entered, left, price] = [0, 0, 0];
  const groups = new Map<string, { readonly before: Sales; readonly now: Sales }[]>();
  for (const { group, before, now } of items) {
    if (before === null || now === null) {
      entered += now?.revenue ?? 0;
      left -= before?.revenue ?? 0;
      continue;
    }
    const members = groups.get(group) ?? [];
    members.push({ before, now });
    groups.set(group, members);
    price += ((before.volume + now.volume) / 2) * (now.revenue / now.volume - before.revenue / before.volume);
  }
  const lasting = total([...groups.values()].flat());
  const common = groups.size === 0 ? 0 : middlePrice(lasting);
  let [itemMix, groupMix] = [0, 0];
  for (const members of groups.values()) {
    const own = total(members);
    const ownPrice = middlePrice(own);
    groupMix += (ownPrice - common) * (own.volumeNow - own.volumeBefore);
    for (const { before, now } of members)
      itemMix +=
        ((before.revenue / before.volume + now.revenue / now.volume) / 2 - ownPrice) * (now.volume - before.volume);
  }
  const before = items.reduce((sum, item) => sum + (item.before?.revenue ?? 0), 0);
  const now = items.reduce((sum, item) => sum + (item.now?.revenue ?? 0), 0);
  return {
    before,
    now,
    change: now - before,
    volume: common * (lasting.volumeNow - lasting.volumeBefore),
    price,
    itemMix,
    groupMix,
    entered,
    left,
  };
}
