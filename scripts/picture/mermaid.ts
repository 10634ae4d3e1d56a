import type { Edge, End, Node, Sketch } from './sketch.ts'

const SHAPES = { host: ['[', ']'], address: ['{{', '}}'], clients: ['([', '])'] } as const
const ARROWS = { request: '-->', other: '-.->', answers: '-.-' } as const

/** A sketch as a Mermaid flowchart, which GitHub and most editors draw. */
export function mermaid({ nodes, edges }: Pick<Sketch, 'nodes' | 'edges'>): string {
  const groups = Map.groupBy(nodes, ({ group }) => group)
  return [
    'flowchart LR',
    ...[...groups].flatMap(([group, members]) => box(group, members)),
    ...edges.map((edge) => `  ${arrow(edge)}`),
    '',
  ].join('\n')
}

function box(group: string | undefined, members: readonly Node[]): readonly string[] {
  if (group === undefined) return members.map((node) => `  ${shape(node)}`)
  return [`  subgraph ${idOf({ group })}["${escaped(group)}"]`, ...members.map((node) => `    ${shape(node)}`), '  end']
}

function shape({ id, kind, lines }: Node): string {
  const [open, close] = SHAPES[kind]
  return `${idOf({ node: id })}${open}"${lines.map(escaped).join('<br>')}"${close}`
}

function arrow({ from, to, kind, label }: Edge): string {
  const text = label === '' ? '' : `|"${escaped(label)}"|`
  return `${idOf(from)} ${ARROWS[kind]}${text} ${idOf(to)}`
}

/** The prefix avoids Mermaid's keywords, and tells a host from a group of the same name. */
function idOf(end: End): string {
  const [kind, name] = 'node' in end ? ['node', end.node] : ['group', end.group]
  return `${kind}_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;')
}
