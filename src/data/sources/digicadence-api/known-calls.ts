/** The services and calls that every installation is known to have, with their usual ports. */

export interface KnownCall {
  readonly operation: Operation;
  readonly service: string;
  /** Placeholders in braces. */
  readonly path: string;
}

export const OPERATIONS = ['project', 'normalised', 'weights', 'series', 'brand'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const KNOWN_CALLS: readonly KnownCall[] = [
  { operation: 'project', service: 'main', path: '/api/v1/project/get-project/' },
  { operation: 'normalised', service: 'normalised', path: '/normalized/normalized_value' },
  { operation: 'weights', service: 'weight-sum', path: '/weight_sum' },
  { operation: 'series', service: 'insights', path: '/get_multi_data' },
  { operation: 'brand', service: 'brand-data', path: '/brands/{brand_id}/project_id/{project_id}' },
];

export interface KnownService {
  readonly service: string;
  readonly port: number;
  /** What its description may call it. */
  readonly words: RegExp;
}

export const KNOWN_SERVICES: readonly KnownService[] = [
  { service: 'main', port: 7000, words: /\bmain\b|\bproject\b/i },
  { service: 'normalised', port: 8001, words: /normali[sz]/i },
  { service: 'weight-sum', port: 8002, words: /weight/i },
  { service: 'insights', port: 8004, words: /insight/i },
  { service: 'brand-data', port: 8018, words: /brand/i },
  { service: 'competitive', port: 8019, words: /competit/i },
  { service: 'forecasting', port: 8020, words: /forecast/i },
  { service: 'optimisation', port: 8021, words: /optimi[sz]/i },
  { service: 'analytics-metric', port: 8025, words: /analytics/i },
  { service: 'process-metric', port: 8027, words: /process/i },
];

/** A path with nameless placeholders, in lower case, without its last slash: what two descriptions of a call share. */
export function shapeOf(path: string): string {
  return path
    .replace(/\{[^}]*\}|<[^>]*>|:[A-Za-z_]\w*/g, '{}')
    .replace(/\/+$/, '')
    .toLowerCase();
}

/** The known call that `path` describes, also behind a prefix such as `/v2`. */
export function knownCallOf(method: string, path: string): KnownCall | null {
  if (method !== 'GET') return null;
  const shape = shapeOf(path);
  return KNOWN_CALLS.find((call) => shape.endsWith(shapeOf(call.path))) ?? null;
}

/** `path` with its placeholders filled in order of appearance, whatever they are called there. */
export function fillPath(path: string, values: readonly string[]): string {
  let next = 0;
  return path.replace(/\{[^}]*\}|<[^>]*>|:[A-Za-z_]\w*/g, (placeholder) => {
    const value = values[next];
    next += 1;
    if (value === undefined) throw new RangeError(`no value for ${placeholder} in ${path}`);
    return encodeURIComponent(value);
  });
}
