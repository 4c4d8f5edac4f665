/** What a brand can charge above its rivals: a market's own measure of equity (Aaker 1996; Sethuraman 2003). */
type Series = readonly (number | null)[];

/**
 * Price in per cent above the geometric mean of all other brands of the market in the same period. Missing where the brand's
 * price is, or where fewer than two others have one.
 * @param prices by brand, in one currency, on one grid
 */
export function pricePremiums(prices: readonly Series[]): (number | null)[][] {
  return prices.map((own, b) =>
    own.map((price, t) => {
      const others = prices.flatMap((series, i) => {
        const value = i === b ? null : series[t];
        return value != null && value > 0 ? [Math.log(value)] : [];
      });
      if (price === null || !(price > 0) || others.length < 2) return null;
      return 100 * Math.expm1(Math.log(price) - others.reduce((sum, value) => sum + value, 0) / others.length);
    }),
  );
}
