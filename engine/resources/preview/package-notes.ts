/** Notes for the plan, from a simulated installation or removal: what happens to other packages. */
export function packageNotes({ name }: { readonly name: string }, preview: string): readonly string[] {
  if (preview.trim() === '') return []
  const others = (packages: readonly string[]) => packages.filter((one) => one !== name)
  const { installed, upgraded, removed } = readSimulation(preview)
  const notes: string[] = []
  if (others(installed).length > 0) notes.push(`brings ${others(installed).join(', ')}`)
  if (upgraded.length > 0) notes.push(`upgrades ${upgraded.join(', ')}, which undo does not take back`)
  if (others(removed).length > 0) notes.push(`would also remove ${others(removed).join(', ')}, which is refused`)
  if (/Unable to locate package|has no installation candidate|No match for argument/.test(preview))
    notes.push('is not in the package lists of this host, which are updated first')
  return notes
}

interface Simulation {
  readonly installed: readonly string[]
  readonly upgraded: readonly string[]
  readonly removed: readonly string[]
}

function readSimulation(preview: string): Simulation {
  const lines = preview.split('\n')
  return lines.some((line) => /^(Inst|Remv|Purg) /.test(line)) ? readApt(lines) : readDnf(lines)
}

/** Reads `Inst nginx (1.22.1-9 Debian:12 [amd64])`; an upgrade has the old version in brackets after the name. */
function readApt(lines: readonly string[]): Simulation {
  const namesAfter = (pattern: RegExp) => lines.flatMap((line) => line.match(pattern)?.[1] ?? [])
  return {
    installed: namesAfter(/^Inst (\S+) \(/),
    upgraded: namesAfter(/^Inst (\S+) \[/),
    removed: namesAfter(/^(?:Remv|Purg) (\S+)/),
  }
}

/** Reads a table under headings, with one space before each package's name. */
function readDnf(lines: readonly string[]): Simulation {
  const found = { installed: [] as string[], upgraded: [] as string[], removed: [] as string[] }
  let section: string[] | undefined
  for (const line of lines) {
    const heading = line.match(/^(Installing|Upgrading|Removing|Downgrading|Reinstalling)\b.*:$/)?.[1]
    const row = line.match(/^ (\S+)/)?.[1]
    if (heading === 'Installing') section = found.installed
    else if (heading === 'Removing') section = found.removed
    else if (heading !== undefined) section = found.upgraded
    else if (row !== undefined && row !== 'Package') section?.push(row)
    else if (!line.startsWith(' ')) section = undefined
  }
  return found
}
