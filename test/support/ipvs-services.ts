import { ipvsService } from '../../engine/resources/ipvs-service.ts'

/** A virtual service with these real servers, by direct routing if they name no other way. */
export const web = (
  ...real_servers: readonly { address: string; mode?: 'dr' | 'nat' | 'tun'; [key: string]: unknown }[]
) =>
  ipvsService({
    vip: '10.0.0.1',
    port: 80,
    scheduler: 'wrr',
    real_servers: real_servers.map((server) => ({ mode: 'dr', ...server })),
  })

export const plain = web(
  { address: '10.0.0.21' },
  { address: '10.0.0.22', weight: 0, upper_threshold: 100, lower_threshold: 50 },
)
