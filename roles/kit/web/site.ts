import { z } from 'zod'
import { addressWithPrefix } from '../vars/words.ts'
import { VERIFY, verify } from '../verify/vars.ts'
import { parseListen } from './listen.ts'
import { webTls } from './tls.ts'
import { fileName, headerName, headerText, serverName, webName, webPath } from './words.ts'

/** One entry of a site's `listen`. Each web server has its own words that may follow the port. */
export const webListen = z
  .union([z.int().min(1).max(65535), z.string()])
  .refine(
    (value) => parseListen(value) !== undefined,
    'a port, or an address with one, is needed: 80, "10.0.0.21:80", "443 ssl"',
  )

/** The balancers whose header with the client's address a web server trusts. */
export const balancersBefore = z
  .union([z.string(), z.array(addressWithPrefix).min(1)])
  .describe("the balancers before it: a group's name for its hosts, or addresses and networks")

/** The header in which those balancers report whether the client used TLS. */
export const schemeHeader = z
  .union([z.literal(false), headerName])
  .default('X-Forwarded-Proto')
  .describe(
    'header in which they report http or https, for applications behind this server and for its own redirects; only theirs counts; false for none',
  )

/** The keys of a site that all web servers have. `words` lists what may follow a port, `index` the usual index files. */
export function siteKeys(listen: typeof webListen, words: string, index: string[]) {
  return {
    name: webName.optional().describe('the name of its file; default: the first server_name, else site-PORT'),
    listen: z
      .union([listen, z.array(listen).min(1)])
      .default(80)
      .describe(`port, address and port, or a list of them; ${words} may follow`),
    server_name: z
      .union([serverName, z.array(serverName).min(1)])
      .optional()
      .describe('host names that it answers to; default: any'),
    root: webPath.optional().describe('folder of its files; made if it is missing'),
    index: z.array(fileName).min(1).default(index).describe('files that answer for a folder'),
    content: z.string().optional().describe('text of the first index file; without it the file is not written'),
    default: z
      .boolean()
      .optional()
      .describe(
        "answers for every name that no other site has; default: true without server_name. It removes the distribution's default site",
      ),
    tls: webTls.optional().describe('certificate and ciphers of the listens with "ssl"'),
    redirect_to_https: z
      .boolean()
      .default(false)
      .describe('listens without "ssl" only redirect clients to the one with it'),
    headers: z.record(headerName, headerText).default({}).describe('further headers of every answer'),
    verify: verify.optional().describe(`${VERIFY}; default: / answers 200`),
  }
}

type DescribedSite = z.output<z.ZodObject<ReturnType<typeof siteKeys>>>

/** Reports keys of a site that do not fit together, for all web servers. */
export function complainOfSite(one: DescribedSite, complain: (key: string, message: string) => void): void {
  if (one.content !== undefined && one.root === undefined) complain('content', 'root is needed if content is written')
  const listens = [one.listen].flat()
  const secure = listens.filter((written) => parseListen(written)?.ssl)
  if (one.tls !== undefined && secure.length === 0) complain('tls', 'a listen with "ssl" is needed: "443 ssl"')
  if (one.redirect_to_https && (secure.length === 0 || secure.length === listens.length))
    complain('redirect_to_https', 'a listen with "ssl" and one without are needed: [80, "443 ssl"]')
}

/** A site's own name, the host names that it answers to, and whether it answers for all other names. */
export function namesOf({ name, server_name, listen, default: isDefault }: DescribedSite) {
  const serverNames = server_name === undefined ? [] : [server_name].flat()
  const [first = 80] = [listen].flat()
  return {
    name: name ?? serverNames.find((each) => /^[A-Za-z0-9]/.test(each)) ?? `site-${parseListen(first)?.port}`,
    serverNames,
    isDefault: isDefault ?? serverNames.length === 0,
  }
}

interface Named {
  readonly name: string
  readonly serverNames: readonly string[]
}

/**
 * The conflict of a site's host names with those of sites before it: every web server uses only the first of two sites
 * that have one name at one place. `placesOf` returns the places where a site listens.
 */
export function nameComplaint<Site extends Named>(
  site: Site,
  before: readonly Site[],
  placesOf: (site: Site) => readonly string[],
): string | undefined {
  const namesOfSite = ({ serverNames }: Site) => serverNames.map((name) => name.toLowerCase())
  const names = namesOfSite(site)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `"${twice}" is there twice`
  const places = placesOf(site)
  for (const other of before) {
    const taken = namesOfSite(other).find((name) => names.includes(name))
    if (taken !== undefined && placesOf(other).some((place) => places.includes(place)))
      return `"${other.name}" has the name ${taken} on the same port, and only the first would be asked`
  }
  return undefined
}
