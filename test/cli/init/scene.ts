import type { Answers } from '../../../cli/init/answers.ts'
import type { State } from '../../../cli/init/question.ts'
import { NOTHING_SEEN, type Sight, type Sights } from '../../../cli/init/sights.ts'
import { topologyNamed } from '../../../cli/init/topologies/catalogue.ts'
import { facts } from '../../roles/hosts.ts'

/** A host on eth0 with this address, in a network of 24 bits; nothing is the matter with it. */
export function sight(address: string, more: Partial<Sight> = {}): Sight {
  const interfaces = [
    { name: 'lo', addresses: ['127.0.0.1/8'] },
    { name: 'eth0', addresses: [`${address}/24`] },
  ]
  return {
    facts: facts(address, { interfaces }),
    clockAhead: 0,
    firewall: 'none',
    listeners: [],
    adverts: { heard: [] },
    missing: [],
    ...more,
  }
}

/** What the answers and the sights make of the hosts. */
export function stateOf(
  answers: Answers,
  hosts: Readonly<Record<string, Sight>> = {},
  more: Partial<Sights> = {},
): State {
  return {
    answers,
    topology: answers.topology === undefined ? undefined : topologyNamed(answers.topology),
    existing: undefined,
    knownNames: [],
    sights: { ...NOTHING_SEEN, hosts: new Map(Object.entries(hosts)), ...more },
  }
}
