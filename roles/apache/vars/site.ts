import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { parseListen, wordsBehind } from '../../kit/web/listen.ts'
import { balancersBefore, complainOfSite, namesOf, schemeHeader, siteKeys, webListen } from '../../kit/web/site.ts'
import { headerName, webPath } from '../../kit/web/words.ts'
import { apacheExtra } from '../legacy/lines.ts'
import { legacySiteNames } from '../legacy/names.ts'

const listen = webListen.refine(
  (value) => parseListen(value) === undefined || ['', 'ssl'].includes(wordsBehind(value).join(' ')),
  'nothing but "ssl" may follow a port',
)

const realIp = z.strictObject({
  from: balancersBefore,
  header: headerName
    .default('X-Forwarded-For')
    .describe('header in which they report the client address; no other sender is trusted'),
  scheme: schemeHeader,
})

const FORMAT = '%a %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i" "%{X-Forwarded-For}i" %{c}a'

const accessLog = z.strictObject({
  path: webPath.optional().describe('default: NAME.access.log in the log folder of the distribution, which rotates it'),
  format: z
    .string()
    .regex(/^[^\\\p{Cc}]+$/u, 'one line without backslashes is needed')
    .default(FORMAT)
    .describe('default: combined, X-Forwarded-For and the address that connected; %a is the client that real_ip finds'),
})

const directives = z.strictObject({
  ...siteKeys(listen, '"ssl"', ['index.html']),
  real_ip: realIp.optional().describe('takes the client address from the balancers before it (mod_remoteip)'),
  access_log: z
    .union([z.literal(true).transform(() => accessLog.parse({})), accessLog])
    .default(() => accessLog.parse({}))
    .describe('access log of the site: true, or path and format'),
  extra: apacheExtra.optional().describe('further lines for its VirtualHost'),
})

const described = refusingLegacyKeys(directives, legacySiteNames)

/** A site of the vars, with its names and listens resolved. */
export const site = described
  .superRefine((one, context) => {
    const complain = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message })
    complainOfSite(one, complain)
    const secure = [one.listen].flat().find((written) => parseListen(written)?.ssl)
    if (one.tls === undefined && secure !== undefined) complain('tls', `tls is needed: the site listens on "${secure}"`)
  })
  .transform((one) => {
    const listens = [one.listen].flat().flatMap((each) => parseListen(each) ?? [])
    return { ...one, ...namesOf(one), listens }
  })

/** A site with its defaults. */
export type Site = z.output<typeof site>
