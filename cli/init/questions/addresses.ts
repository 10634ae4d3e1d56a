import { isIP } from 'node:net'
import { CLOUDS } from '../../../engine/clouds.ts'
import { interfaceTowards } from '../../../roles/kit/addresses.ts'
import type { AnswerKey, Answers } from '../answers.ts'
import { allHosts } from '../hosts.ts'
import { holdersOf } from '../networks.ts'
import type { Question, State } from '../question.ts'
import { foreignRouters } from '../sights.ts'
import type { VipKey } from '../topologies/topology.ts'

const VIPS: readonly VipKey[] = ['vip', 'gateway', 'writer_vip']
const ROUTER_IDS = ['router_id', 'inner_router_id', 'writer_router_id'] as const

/** The networks of the hosts that are to have an address, as far as they were seen. */
function networks(vip: VipKey, state: State): readonly string[] {
  const found = holdersOf(vip, state).flatMap((host) => {
    const interfaces = state.sights.hosts.get(host)?.facts.interfaces ?? []
    return interfaces
      .filter((one) => one.name !== 'lo')
      .flatMap((one) =>
        one.addresses
          .filter((written) => !written.startsWith('fe80:'))
          .map((written) => `${host}: ${written} on ${one.name}`),
      )
  })
  return found.slice(0, 6)
}

function address(key: VipKey, text: string, notes: readonly string[], isOf: string): Question {
  return {
    key,
    text: () => text,
    notes: (state) => [...notes, ...networks(key, state)],
    problem: (answer, { answers, topology, existing }) => {
      const owner = allHosts(topology?.tiers ?? [], answers, existing).find(
        ({ name, connection }) => (connection.address ?? name) === answer,
      )
      if (owner !== undefined)
        return `${answer} is ${owner.name}'s own address, which would leave it with a failover: ${isOf} needs one of its own (rule 56)`
      const twin = VIPS.find((one) => one !== key && topology?.asks.includes(one) && answers[one] === answer)
      return twin === undefined ? undefined : `${answer} is the answer to ${twin}, too: ${isOf} needs one of its own`
    },
    usesSights: true,
  }
}

export const vip = address(
  'vip',
  'The virtual address for clients?',
  ['A free address in the network of the hosts that share it. It moves when one of them fails.'],
  'the virtual address',
)

export const gateway = address(
  'gateway',
  'The inner virtual address, gateway of the servers?',
  ['A free address in the inner network. It moves together with the virtual address (rule 6).'],
  'the gateway',
)

export const writerVip = address(
  'writer_vip',
  'The virtual address of the databases?',
  ['A free address in their network. It is on the server that takes writes.'],
  "the databases' virtual address",
)

export const witness: Question = {
  key: 'witness',
  text: () => 'An address that proves that their network works?',
  notes: () => [
    "The witness, such as the gateway of the databases' network: it answers ping. A database that does not reach it takes no writes; so never two do after a cut cable (rule 49).",
  ],
  problem: (answer, { answers, topology, existing }) => {
    const databases = topology?.tiers.filter(({ group }) => group === 'databases') ?? []
    const member = allHosts(databases, answers, existing).find(
      ({ name, connection }) => (connection.address ?? name) === answer,
    )
    if (member !== undefined) return `${answer} is ${member.name} itself: take the gateway or a third host (rule 49)`
    return VIPS.some((key) => answers[key] === answer)
      ? `${answer} is a virtual address: take the gateway or a third host`
      : undefined
  },
}

/** The interfaces that all holders have. */
function commonInterfaces(state: State): readonly string[] {
  const all = holdersOf('vip', state).map(
    (host) => state.sights.hosts.get(host)?.facts.interfaces.map(({ name }) => name) ?? [],
  )
  const [first = [], ...others] = all
  return first.filter((name) => name !== 'lo' && others.every((names) => names.includes(name)))
}

/** The interface in the network of the address; undefined if the holders differ, or none has one. */
function interfaceOfNetwork(state: State): string | undefined {
  const { vip: virtual } = state.answers
  const names = holdersOf('vip', state).map((host) =>
    virtual === undefined ? undefined : interfaceTowards(state.sights.hosts.get(host)?.facts, virtual)?.name,
  )
  const [first] = names
  return names.every((name) => name === first) ? first : undefined
}

export const networkInterface: Question = {
  key: 'interface',
  text: () => 'On which interface?',
  notes: (state) => {
    const found = interfaceOfNetwork(state)
    return [
      ...(found === undefined ? [] : [`${found} is in the network of ${state.answers.vip} on each host.`]),
      'auto takes on each host the one in the network of the address, else that of its own address.',
      ...(commonInterfaces(state).length === 0 ? [] : [`Interfaces: ${commonInterfaces(state).join(', ')}.`]),
    ]
  },
  preset: () => 'auto',
  problem: (answer, state) => {
    if (answer === 'auto') return undefined
    const lacking = holdersOf('vip', state).filter((host) => {
      const sight = state.sights.hosts.get(host)
      return sight !== undefined && !sight.facts.interfaces.some(({ name }) => name === answer)
    })
    return lacking.length === 0
      ? undefined
      : `${lacking.join(' and ')} ${lacking.length === 1 ? 'has' : 'have'} no interface ${answer} with an address`
  },
  usesSights: true,
}

/** A router id that nobody was heard to use: the last number of the address, so that clusters differ by themselves. */
function freeRouterId(vipKey: VipKey, key: AnswerKey, state: State): number | undefined {
  const written = state.answers[vipKey]
  if (written === undefined) return undefined
  const last =
    isIP(written) === 4
      ? Number(written.split('.').at(-1))
      : Number.parseInt(written.split(':').at(-1) || '1', 16) % 256
  const taken = new Set([...foreignRouters(state.sights).keys(), ...ownRouterIds(state.answers, key)])
  const wanted = [last, ...Array.from({ length: 255 }, (_, index) => ((last + index) % 255) + 1)]
  return wanted.find((id) => id >= 1 && id <= 255 && !taken.has(id))
}

function ownRouterIds(answers: Answers, except: AnswerKey): readonly number[] {
  return ROUTER_IDS.filter((key) => key !== except).flatMap((key) => answers[key] ?? [])
}

function routerIdOf(key: (typeof ROUTER_IDS)[number], vipKey: VipKey, text: string): Question {
  return {
    key,
    text: () => text,
    notes: ({ sights }) => {
      const heard = [...foreignRouters(sights)].map(([id, from]) => `${id} (by ${from})`)
      return [
        '1 to 255: every cluster on a network needs another one (rule 22).',
        ...(heard.length > 0 ? [`Heard on these networks: ${heard.join(', ')}.`] : []),
      ]
    },
    preset: (state) => freeRouterId(vipKey, key, state),
    problem: (answer, { answers, topology }) => {
      const twin = ROUTER_IDS.find((one) => one !== key && topology?.asks.includes(one) && answers[one] === answer)
      return twin === undefined
        ? undefined
        : `${answer} is the answer to ${twin}, too: each address needs one of its own (rule 22)`
    },
    usesSights: true,
  }
}

export const routerId = routerIdOf('router_id', 'vip', 'The router id of VRRP?')
export const innerRouterId = routerIdOf('inner_router_id', 'gateway', 'The router id of the inner address?')
export const writerRouterId = routerIdOf('writer_router_id', 'writer_vip', "The router id of the databases' address?")

export const adverts: Question = {
  key: 'adverts',
  text: () => 'How do members tell each other that they are alive?',
  notes: ({ sights }) => {
    const clouds = new Set([...sights.hosts.values()].flatMap(({ facts }) => facts.cloud ?? []))
    return [...clouds].map((cloud) => `The hosts are in ${cloud}, whose network drops multicast (rule 52).`)
  },
  choices: () => [
    { value: 'multicast', title: 'Multicast', when: 'the usual way, on a network of your own' },
    { value: 'unicast', title: 'Unicast', when: 'the network drops multicast, as in clouds (rule 23)' },
  ],
  preset: ({ sights }) =>
    [...sights.hosts.values()].some(({ facts }) => CLOUDS.some(({ name }) => name === facts.cloud))
      ? 'unicast'
      : 'multicast',
  usesSights: true,
}

export const authentication: Question = {
  key: 'authentication',
  text: () => 'A password in these adverts?',
  notes: () => [
    'It keeps a stranger with the same router id out, and no attacker: adverts are not encrypted (rule 21). It is made now, and stored encrypted.',
  ],
  preset: () => true,
}
