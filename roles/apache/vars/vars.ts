import { z } from 'zod'
import { refusingLegacyKeys } from '../../../engine/errors/legacy-keys.ts'
import { certificates } from '../../kit/certificates/vars.ts'
import { nameComplaint } from '../../kit/web/site.ts'
import { legacyTopNames } from '../legacy/names.ts'
import { virtualHostAddress } from '../listen.ts'
import { MODULE_NAMES } from '../modules.ts'
import { type Site, site } from './site.ts'

const consistent = z
  .strictObject({
    sites: z.array(site).default([]).describe('the sites to serve'),
    certificates: certificates.describe('certificates for TLS; sites refer to them by name'),
    modules: z
      .array(z.enum(MODULE_NAMES))
      .default([])
      .describe(
        'further modules; the role loads those that its own lines need, and those that it recognizes in extra: proxies and balancers by their URLs, rewrite, headers, expires, cache and others',
      ),
  })
  .superRefine(({ sites, certificates: known }, context) => {
    // An invalid site has no `listens` and no `name` yet.
    if (context.issues.length > 0) return
    const complain = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path: ['sites', ...path], message })
    for (const [index, site] of sites.entries()) {
      const before = sites.slice(0, index)
      if (before.some((one) => one.name === site.name))
        complain([index], `there are two sites "${site.name}"; give this one a name`)
      const otherDefault = before.find((one) => one.isDefault && site.isDefault && shareListen(one, site))
      if (otherDefault !== undefined)
        complain([index], `"${otherDefault.name}" is the default on the same port; give one a server_name`)
      const nameClash = nameComplaint(site, before, addressesOf)
      if (nameClash !== undefined) complain([index, 'server_name'], nameClash)
      const mixed = before.find((one) => mixTls(one, site))
      if (mixed !== undefined)
        complain([index, 'listen'], `"${mixed.name}" has the same port; only one of the two has "ssl"`)
      if (site.tls !== undefined && !known.some((one) => one.name === site.tls?.certificate))
        complain(
          [index, 'tls', 'certificate'],
          `there is no certificate "${site.tls.certificate}"; known: ${known.map((one) => one.name).join(', ') || 'none'}`,
        )
    }
  })

/** The vars of the role. Refuses clashing names and default sites. */
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
