import { z } from 'zod'
import { legacyValues } from '../../../engine/errors/legacy-values.ts'

/** How a section understands what passes: `http` requests, or `tcp` bytes. What else tutorials call a mode is none. */
export const proxyMode = z.enum(['http', 'tcp'], {
  error: legacyValues({
    health: 'Gone since HAProxy 2.3: write "http-request return status 200" into extra of a frontend.',
    forwardfor: 'It is no mode: write forwardfor: true.',
    httpclose: 'It is no mode: leave it out, connections are kept alive and reused.',
    forceclose: 'It is no mode: leave it out, connections are kept alive and reused.',
    httplog: 'It is no mode: write log: http.',
    tcplog: 'It is no mode: write log: tcp.',
    https: 'Write http, and ssl at a bind.',
    ssl: 'Write http, and ssl at a bind.',
    udp: 'HAProxy balances no UDP: see the roles nginx (streams) and ipvs.',
  }),
})
