import { z } from 'zod'
import { legacyValues } from '../../../engine/errors/legacy-values.ts'

/** The mode of a section: `http` parses requests, `tcp` passes bytes on. */
export const proxyMode = z.enum(['http', 'tcp'], {
  error: legacyValues({
    health: 'Gone since HAProxy 2.3: write "http-request return status 200" into extra of a frontend.',
    forwardfor: 'It is not a mode: write forwardfor: true.',
    httpclose: 'It is not a mode: leave it out, connections are kept alive and reused.',
    forceclose: 'It is not a mode: leave it out, connections are kept alive and reused.',
    httplog: 'It is not a mode: write log: http.',
    tcplog: 'It is not a mode: write log: tcp.',
    https: 'Write http, and ssl at a bind.',
    ssl: 'Write http, and ssl at a bind.',
    udp: 'HAProxy does not balance UDP: see the roles nginx (streams) and ipvs.',
  }),
})
