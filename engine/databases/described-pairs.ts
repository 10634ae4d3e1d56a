import { EvenkeelError } from '../errors/error.ts'
import type { Facts } from '../facts.ts'
import type { HostTarget } from '../host/connection.ts'
import { foldNames } from '../host-names.ts'
import type { DatabasePair } from './pair.ts'

/** The database pairs of a playbook, as far as they are known before their hosts are asked. */
export interface DescribedPairs {
  /** The playbook's path, for messages. */
  readonly playbook: string
  /** The hosts whose roles may describe a pair. */
  readonly targets: readonly HostTarget[]
  /** Hosts from which the pause of a switchover can be measured. */
  readonly clients: readonly HostTarget[]
  /** Each pair once. `facts` are by host. */
  pairs(facts: ReadonlyMap<string, Facts>): readonly DatabasePair[]
}

/**
 * The pair that a command is about: the one with the host, or the only one. Throws `usage` if there is none, or more
 * than one.
 */
export function choosePair(all: readonly DatabasePair[], host: string | undefined, playbook: string): DatabasePair {
  const [first, ...others] = host === undefined ? all : all.filter((pair) => hasHost(pair, host))
  if (first === undefined) throw new EvenkeelError('usage', noPair(all, host, playbook), { hint: hintFor(all, host) })
  if (others.length === 0) return first
  throw new EvenkeelError('usage', `Cannot choose a pair: ${playbook} describes ${all.map(pairName).join('; ')}`, {
    hint: 'Name the host that shall be the writer: --to HOST.',
  })
}

function hasHost(pair: DatabasePair, host: string): boolean {
  return pair.hosts.some(({ name }) => name === host)
}

function noPair(all: readonly DatabasePair[], host: string | undefined, playbook: string): string {
  return host !== undefined && all.length > 0
    ? `${host} is no host of a database pair of ${playbook}`
    : `${playbook} describes no database pair`
}

function hintFor(all: readonly DatabasePair[], host: string | undefined): string {
  return host !== undefined && all.length > 0
    ? `Its pairs are ${all.map(pairName).join('; ')}.`
    : 'A pair is a play of the role mysql with two hosts and the var "writer".'
}

/** `db1 and db2` */
export function pairName({ hosts }: DatabasePair): string {
  return foldNames(hosts.map(({ name }) => name)).replace(', ', ' and ')
}
