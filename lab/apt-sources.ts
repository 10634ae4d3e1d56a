import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One Debian archive that this machine uses. */
export interface AptSource {
  readonly uris: string
  readonly suites: readonly string[]
  readonly signedBy: string | undefined
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

/** Undefined for a third party: its suite may have Debian's name, but it signs with its own key. */
function stanza({ uris, suites, signedBy }: AptSource, suite: string): string | undefined {
  const debian = suites.filter((one) => [suite, `${suite}-updates`, `${suite}-security`].includes(one))
  if (debian.length === 0 || !(signedBy ?? 'debian-archive').includes('debian-archive')) return undefined
  const fields = ['Types: deb', `URIs: ${uris}`, `Suites: ${debian.join(' ')}`, 'Components: main']
  if (signedBy !== undefined) fields.push(`Signed-By: ${signedBy}`)
  return `${fields.join('\n')}\n`
}
