/** How the addresses and circuits of a service are, as this process has come to know them. */
import type { Metrics } from '../../../metrics.ts';
import type { ReplicaHealth } from './replicas.ts';

export interface ServiceHealth {
  readonly source: string;
  readonly service: string;
  readonly replicas: readonly ReplicaHealth[];
  /** Endpoints that were called; those whose circuit is open rest. */
  readonly endpoints: readonly { readonly endpoint: string; readonly isResting: boolean }[];
}

/** Shows the health of services as gauges. */
export function createHealthGauges(
  metrics: Pick<Metrics, 'sourceAddresses' | 'sourceEndpoints'> | undefined,
): (health: ServiceHealth) => void {
  return ({ source, service, replicas, endpoints }) => {
    for (const { baseUrl, state } of replicas)
      metrics?.sourceAddresses.set({ source, service, address: baseUrl }, state === 'trusted' ? 1 : 0);
    for (const { endpoint, isResting } of endpoints)
      metrics?.sourceEndpoints.set({ source, service, endpoint }, isResting ? 0 : 1);
  };
}
