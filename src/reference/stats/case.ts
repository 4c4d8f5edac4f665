/** The format of the statistics reference: cases, and what a measurement of one reports. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ReferenceCase {
  readonly id: string;
  readonly kind: string;
  readonly input: Readonly<Record<string, Json>>;
  readonly params: Readonly<Record<string, Json>>;
  readonly expected: Readonly<Record<string, Json>>;
  readonly tol: { readonly abs: number; readonly rel: number };
}

export interface Mismatch {
  readonly field: string;
  readonly got: Json;
  readonly expected: Json;
}

/** How one kind is answered, and compared where leaf by leaf is not what its reference asks. */
export interface Kind {
  answer(c: ReferenceCase): unknown;
  compare?(got: unknown, c: ReferenceCase): Mismatch[];
}

export type Kinds = Readonly<Record<string, Kind>>;

/** A computed answer of any shape; undefined entries count as not answered. */
export type Answer = unknown;

/** Typed readings of a case's input. */
export const numbers = (value: Json | undefined): number[] => value as number[];
export const gappy = (value: Json | undefined): (number | null)[] => value as (number | null)[];
export const rows = (value: Json | undefined): number[][] => value as number[][];
export const number = (value: Json | undefined): number => value as number;
