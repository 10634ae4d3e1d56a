import { z } from 'zod'
import { addressWithPrefix } from '../vars/words.ts'
import { parseListen } from './listen.ts'
import { webTls } from './tls.ts'
import { expectedAnswer, fileName, headerName, headerValue, serverName, webName, webPath } from './words.ts'

/** One entry of a site's `listen`; what may stand behind the port, each web server says. */
export const webListen = z
  .union([z.int().min(1).max(65535), z.string()])
  .refine(
    (value) => parseListen(value) !== undefined,
    'a port, or an address with one, is needed: 80, "10.0.0.21:80", "443 ssl"',
  )

/** Whom a web server believes who the client is. */
export const balancersBefore = z
  .union([z.string(), z.array(addressWithPrefix).min(1)])
  .describe("the balancers before it: a group's name for its hosts, or addresses and networks")

/** What a site has whichever web server it is of: how its `listen` is written and called, and its usual index files. */
export function siteKeys(listen: typeof webListen, words: string, index: string[]) {
  return {
    name: webName.optional().describe('names its file; default: the first server_name, else site-PORT'),
    listen: z
      .union([listen, z.array(listen).min(1)])
      .default(80)
      .describe(`port, address and port, or a list of them; ${words} may follow`),
    server_name: z
      .union([serverName, z.array(serverName).min(1)])
      .optional()
      .describe('host names that it answers to; default: any'),
    root: webPath.optional().describe('folder of its files; made where it is missing'),
    index: z.array(fileName).min(1).default(index).describe('files that answer for a folder'),
    content: z.string().optional().describe('text of the first index file, which is then written'),
    default: z
      .boolean()
      .optional()
      .describe(
        "answers for every name that no other site has; default: true without server_name. The distribution's default site then goes",
      ),
    tls: webTls.optional().describe('certificate and ciphers of the listens with "ssl"'),
    redirect_to_https: z
      .boolean()
      .default(false)
      .describe('listens without "ssl" only send clients to the one with it'),
    headers: z.record(headerName, headerValue).default({}).describe('further headers of every answer'),
    check: expectedAnswer.default({ path: '/', status: 200 }).describe('what the site is asked for by verify'),
  }
}

type DescribedSite = z.output<z.ZodObject<ReturnType<typeof siteKeys>>>

/** What does not fit together in a site, whichever web server it is of. */
export function complainOfSite(one: DescribedSite, complain: (key: string, message: string) => void): void {
  if (one.content !== undefined && one.root === undefined)
    complain('content', 'root is needed where content is written')
  const listens = [one.listen].flat()
  const secure = listens.filter((written) => parseListen(written)?.ssl)
  if (one.tls !== undefined && secure.length === 0) complain('tls', 'a listen with "ssl" is needed: "443 ssl"')
  if (one.redirect_to_https && (secure.length === 0 || secure.length === listens.length))
    complain('redirect_to_https', 'a listen with "ssl" and one without are needed: [80, "443 ssl"]')
}

/** What a site is called, what it answers to, and whether it answers for all other names. */
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
 * What is against a site's names: of two sites with one name at one place, every web server asks only the first.
 * `placesOf` says where a site listens.
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
