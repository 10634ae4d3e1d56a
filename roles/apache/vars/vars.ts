import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { certificates } from '../../kit/certificates/vars.ts'
import { nameComplaint } from '../../kit/web/site.ts'
import { legacyTopNames } from '../legacy/names.ts'
import { virtualHostAddress } from '../listen.ts'
import { type Site, site } from './site.ts'

/** What sites may need besides what the distributions load; on RHEL's family it is all loaded. */
const MODULES = ['rewrite', 'headers', 'expires', 'include', 'userdir', 'proxy', 'proxy_http', 'proxy_fcgi'] as const

const consistent = z
  .strictObject({
    sites: z.array(site).default([]).describe('what it serves'),
    certificates: certificates.describe('certificates for TLS, which sites name'),
    modules: z
      .array(z.enum(MODULES))
      .default([])
      .describe('modules that extra lines need; what the role writes needs none'),
  })
  .superRefine(({ sites, certificates: known }, context) => {
    // What a site with a complaint of its own listens on, nobody has worked out.
    if (context.issues.length > 0) return
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: ['sites', ...path], message })
    for (const [index, site] of sites.entries()) {
      const before = sites.slice(0, index)
      // One that has something else wrong with it has no name yet.
      if (site.name !== undefined && before.some((one) => one.name === site.name))
        complain([index], `there are two sites "${site.name}"; give this one a name`)
      const rival = before.find((one) => one.isDefault && site.isDefault && shareListen(one, site))
      if (rival !== undefined)
        complain([index], `"${rival.name}" is the default on the same port; give one a server_name`)
      const clash = nameComplaint(site, before, addressesOf)
      if (clash !== undefined) complain([index, 'server_name'], clash)
      const mixed = before.find((one) => mixTls(one, site))
      if (mixed !== undefined) complain([index, 'listen'], `"${mixed.name}" has the same port with and without "ssl"`)
      if (site.tls !== undefined && !known.some((one) => one.name === site.tls?.certificate))
        complain(
          [index, 'tls', 'certificate'],
          `there is no certificate "${site.tls.certificate}"; known: ${known.map((one) => one.name).join(', ') || 'none'}`,
        )
    }
  })

/** The vars of the role; names and default sites that clash are errors. */
export const apacheVars = refusingLegacyKeys(consistent, legacyTopNames)

function addressesOf({ listens }: Pick<Site, 'listens'>): readonly string[] {
  return listens.map(virtualHostAddress)
}

function shareListen(one: Site, other: Site): boolean {
  const addresses = addressesOf(one)
  return addressesOf(other).some((address) => addresses.includes(address))
}

function mixTls(one: Site, other: Site): boolean {
  return one.listens.some((each) =>
    other.listens.some((listen) => virtualHostAddress(listen) === virtualHostAddress(each) && listen.ssl !== each.ssl),
  )
}

export type { Site } from './site.ts'
export type ApacheVars = z.output<typeof apacheVars>
