/** What each brand is for: grow, defend, harvest or fix, from its position and from movements that are evident. */

/** A movement counts only when a test says so; `unclear` is neither up nor down. */
export type Direction = 'up' | 'down' | 'unclear';

export interface BrandPosition {
  readonly brand: string;
  /** Own sales ÷ those of the largest rival of its category; null when rivals' sales are not known. */
  readonly relativeShare: number | null;
  /** Of the brand's share of the category. */
  readonly share: Direction;
  /** Of the category's sales. */
  readonly category: Direction;
}

export type Role = 'grow' | 'defend' | 'harvest' | 'fix';

export interface AssignedRole {
  readonly brand: string;
  readonly role: Role | null;
  /** The rule that applied, or why there is none. */
  readonly reason: string;
}

/**
 * Position as in the growth–share matrix (Henderson 1970: leader at a relative share of 1), momentum from the brand's own share:
 * a leader that loses share is defended, one in a growing category grown, one in a category that does not grow harvested; a
 * follower that gains is grown, one that does not is fixed where the category grows and harvested where it does not.
 */
export function assignRole({ brand, relativeShare, share, category }: BrandPosition): AssignedRole {
  if (relativeShare === null) return { brand, role: null, reason: 'the sales of rivals are not known' };
  const leads = relativeShare >= 1;
  if (leads) {
    if (share === 'down') return { brand, role: 'defend', reason: 'leads its category and loses share' };
    return category === 'up'
      ? { brand, role: 'grow', reason: 'leads a growing category without losing share' }
      : { brand, role: 'harvest', reason: 'leads a category that does not evidently grow' };
  }
  if (share === 'up') return { brand, role: 'grow', reason: 'follows, and gains share' };
  return category === 'up'
    ? { brand, role: 'fix', reason: 'follows without gaining share in a growing category' }
    : { brand, role: 'harvest', reason: 'follows without gaining share in a category that does not evidently grow' };
}
