/** What a simulated installation or removal says besides the package itself, for the plan. */
export function packageNotes({ name }: { readonly name: string }, preview: string): readonly string[] {
  if (preview.trim() === '') return []
  const others = (packages: readonly string[]) => packages.filter((one) => one !== name)
  const { comes, upgrades, goes } = readSimulation(preview)
  const notes: string[] = []
  if (others(comes).length > 0) notes.push(`brings ${others(comes).join(', ')}`)
  if (upgrades.length > 0) notes.push(`upgrades ${upgrades.join(', ')}, which going back does not take back`)
  if (others(goes).length > 0) notes.push(`would take along ${others(goes).join(', ')}, which is refused`)
  if (/Unable to locate package|has no installation candidate|No match for argument/.test(preview))
    notes.push('is not in the package lists of this host, which are fetched anew')
  return notes
}

interface Simulation {
  readonly comes: readonly string[]
  readonly upgrades: readonly string[]
  readonly goes: readonly string[]
}

function readSimulation(preview: string): Simulation {
  const lines = preview.split('\n')
  return lines.some((line) => /^(Inst|Remv|Purg) /.test(line)) ? readApt(lines) : readDnf(lines)
}

/** `Inst nginx (1.22.1-9 Debian:12 [amd64])`; an upgrade has the old version in brackets after the name. */
function readApt(lines: readonly string[]): Simulation {
  const named = (pattern: RegExp) => lines.flatMap((line) => line.match(pattern)?.[1] ?? [])
  return {
    comes: named(/^Inst (\S+) \(/),
    upgrades: named(/^Inst (\S+) \[/),
    goes: named(/^(?:Remv|Purg) (\S+)/),
  }
}

/** A table under headings, with one space before each package's name. */
function readDnf(lines: readonly string[]): Simulation {
  const found = { comes: [] as string[], upgrades: [] as string[], goes: [] as string[] }
  let section: string[] | undefined
  for (const line of lines) {
    const heading = line.match(/^(Installing|Upgrading|Removing|Downgrading|Reinstalling)\b.*:$/)?.[1]
    const row = line.match(/^ (\S+)/)?.[1]
    if (heading === 'Installing') section = found.comes
    else if (heading === 'Removing') section = found.goes
    else if (heading !== undefined) section = found.upgrades
    else if (row !== undefined && row !== 'Package') section?.push(row)
    else if (!line.startsWith(' ')) section = undefined
  }
  return found
}
