import { hostsOfTier } from '../../init/hosts.ts'
import type { State } from '../../init/question.ts'
import type { Stop, Topology } from '../../init/topologies/topology.ts'
import { folded } from './folded.ts'

/** Columns of a terminal. */
const WIDTH = 78

/** Who talks to whom, in plain ASCII, for 80 columns. */
export function pictureText(topology: Topology, state: State): string {
  const stops = topology.path(state.answers)
  return [
    'clients',
    ...arrow(`${protocol(state)} ${ports(topology, state)}`.trim()),
    ...stops.flatMap((stop) => [
      ...stopLines(stop, topology, state),
      ...(stop.onward === undefined ? [] : arrow(stop.onward)),
    ]),
    '',
    ...topology.aside(state.answers).map((sentence) => folded(sentence, '  ', '* ')),
    '',
  ].join('\n')
}

function arrow(label: string): readonly string[] {
  return ['   |', `   |  ${label}`, '   v']
}

function protocol({ answers: { goal }, topology }: State): string {
  if (topology?.name === 'haproxy-tls-passthrough') return 'TLS'
  return { web: 'HTTP', tcp: 'TCP', udp: 'UDP', database: 'SQL' }[goal ?? 'tcp']
}

/** The ports that clients connect to. */
function ports(topology: Topology, { answers }: State): string {
  if (topology.name === 'haproxy-tls') return '80 and 443'
  if (answers.port !== undefined) return String(answers.port)
  return answers.goal === 'database' ? '3306' : '80'
}

function stopLines(stop: Stop, topology: Topology, state: State): readonly string[] {
  const address = stop.vip === undefined ? undefined : state.answers[stop.vip]
  const tier = topology.tiers.find(({ group }) => group === stop.group)
  const hosts = tier === undefined ? [] : hostsOfTier(tier, state.answers, state.existing)
  const [first] = hosts
  const moves = tier !== undefined && tier.holds.length > 0 && hosts.length > 1
  const names = hosts.map(({ name, connection: { address: own } }) => (own === undefined ? name : `${name} (${own})`))
  return [
    ...(address === undefined
      ? []
      : [
          `[${address}]  virtual address, ${moves ? `moves between ${hosts.map(({ name }) => name).join(' and ')}` : `on ${first?.name ?? ''}`}`,
        ]),
    ...wrapped(`${stop.title ?? tier?.title ?? ''}: `, names),
  ]
}

/** Names behind a title, on as many lines as they need. */
function wrapped(title: string, names: readonly string[]): readonly string[] {
  const found = [title]
  names.forEach((name, index) => {
    const word = index === names.length - 1 ? name : `${name}, `
    const last = found.at(-1) ?? ''
    if (`${last}${word}`.trimEnd().length <= WIDTH || last.trim() === '') found[found.length - 1] = last + word
    else found.push(`${' '.repeat(title.length)}${word}`)
  })
  return found.map((line) => line.trimEnd())
}
