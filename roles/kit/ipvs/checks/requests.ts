import { endpoint } from '../../addresses.ts'
import { secretsOf } from '../../looks/credentials.ts'
import { askTimes, connectTimes, type Request } from '../../looks/http.ts'
import { claimOf } from '../../verify/vars.ts'
import type { Service } from '../virtual-server.ts'
import type { Asking } from './counted.ts'

/** The requests that checks make to a service. */
export interface ServiceAsking {
  /** Makes so many, one after the other. */
  readonly asking: (count: number) => Asking
  readonly requests: number
  /** See `Check.expects`. */
  readonly expects: unknown
}

/** What is asked by default: an HTTP request, or only a connection. */
export interface DefaultRequest {
  readonly scheme: 'http' | 'https'
  readonly path: string
  readonly host: string | undefined
}

/**
 * The requests to a service: those of its `verify`, else what its health check asks. Undefined if it has no TCP port, and if
 * the user wants none.
 */
export function serviceAsking(
  { vip, port, protocol, verify }: Service,
  usual: DefaultRequest | undefined,
  requests: number,
): ServiceAsking | undefined {
  if (verify === false || protocol !== 'tcp') return undefined
  const at = { address: verify?.address ?? vip, port: verify?.port ?? port }
  if (at.address === undefined || at.port === undefined) return undefined
  const place = endpoint(at.address, at.port)
  const { address, port: asked } = { address: at.address, port: at.port }
  const count = verify?.requests ?? requests
  const expects = claimOf(verify)
  if (verify === undefined && usual === undefined)
    return { asking: (times) => ({ run: connectTimes(times, address, asked) }), requests: count, expects }
  const isTls = verify?.tls ?? (usual?.scheme === 'https' || (usual === undefined && asked === 443))
  const request: Request = {
    url: `${isTls ? 'https' : 'http'}://${place}${verify?.path ?? usual?.path ?? '/'}`,
    host: verify?.host ?? usual?.host,
    headers: verify?.headers ?? {},
    client_certificate: verify?.client_certificate,
  }
  const secrets = secretsOf(request)
  return { asking: (times) => ({ run: askTimes(times, request, verify?.status), secrets }), requests: count, expects }
}
