import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Debian's unstable release, which has neither updates nor a security archive. */
const UNSTABLE = 'sid'

/** One Debian archive that this machine uses. */
export interface AptSource {
  readonly uris: string
  readonly suites: readonly string[]
  readonly signedBy: string | undefined
}

/**
 * The apt sources of any release of Debian, in deb822 form: this machine's sources for it, otherwise the mirrors of its
 * own release. Empty if it has neither: mmdebstrap then knows Debian's mirror.
 */
export async function sourcesOf(suite: string, etc = '/etc/apt', osRelease = '/etc/os-release'): Promise<string> {
  const known = await debianSources(suite, etc)
  const [, own] = (await readFile(osRelease, 'utf8')).match(/^VERSION_CODENAME=(\w+)$/m) ?? []
  if (known !== '' || own === undefined) return known
  const other = (await debianSources(own, etc)).replaceAll(new RegExp(`\\b${own}\\b`, 'g'), suite)
  return suite === UNSTABLE ? withoutUpdates(other) : other
}

/** This machine's Debian sources for a release, in deb822 form; empty if it has none. */
export async function debianSources(suite: string, etc = '/etc/apt'): Promise<string> {
  const folder = join(etc, 'sources.list.d')
  const names = await readdir(folder).catch(() => [])
  const paths = [join(etc, 'sources.list'), ...names.sort().map((name) => join(folder, name))]
  const files = await Promise.all(
    paths.map(async (path) => ({ path, content: await readFile(path, 'utf8').catch(() => '') })),
  )
  const sources = files.flatMap(({ path, content }) => (path.endsWith('.sources') ? fromStanzas : fromLines)(content))
  return sources.flatMap((source) => stanza(source, suite) ?? []).join('\n')
}

/** Reads deb822 stanzas (`*.sources`). */
export function fromStanzas(content: string): AptSource[] {
  const uncommented = content.replaceAll(/^#.*\n?/gm, '')
  return uncommented.split(/\n[ \t]*\n/).flatMap((text) => {
    const fields = new Map(
      [...text.matchAll(/^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t]+.*)*)/gm)].map(([, name = '', value = '']) => [
        name.toLowerCase(),
        value.trim(),
      ]),
    )
    const words = (name: string): string[] => (fields.get(name) ?? '').split(/\s+/)
    const isUsable =
      fields.get('enabled') !== 'no' && words('types').includes('deb') && words('components').includes('main')
    return isUsable
      ? [{ uris: fields.get('uris') ?? '', suites: words('suites'), signedBy: fields.get('signed-by') }]
      : []
  })
}

/** Reads one-line entries (`sources.list`, `*.list`). */
export function fromLines(content: string): AptSource[] {
  return [...content.matchAll(/^[ \t]*deb[ \t]+(?:\[([^\]]*)\][ \t]+)?(\S+)[ \t]+(\S+)[ \t]+(.*)$/gm)].flatMap(
    ([, options = '', uris = '', suite = '', components = '']) => {
      const signedBy = options.match(/signed-by=(\S+)/)?.[1]
      return components.split(/\s+/).includes('main') ? [{ uris, suites: [suite], signedBy }] : []
    },
  )
}

function withoutUpdates(sources: string): string {
  const stanzas = sources.split('\n\n').filter((one) => !one.includes(`Suites: ${UNSTABLE}-`))
  return stanzas.map((one) => one.replace(/^Suites: .*$/m, `Suites: ${UNSTABLE}`)).join('\n\n')
}

/** Undefined for a third party: its suite may have Debian's name, but it signs with its own key. */
function stanza({ uris, suites, signedBy }: AptSource, suite: string): string | undefined {
  const debian = suites.filter((one) => [suite, `${suite}-updates`, `${suite}-security`].includes(one))
  if (debian.length === 0 || !(signedBy ?? 'debian-archive').includes('debian-archive')) return undefined
  const fields = ['Types: deb', `URIs: ${uris}`, `Suites: ${debian.join(' ')}`, 'Components: main']
  if (signedBy !== undefined) fields.push(`Signed-By: ${signedBy}`)
  return `${fields.join('\n')}\n`
}
