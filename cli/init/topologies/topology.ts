import type { AnswerKey, Answers, Goal, Group, TopologyName } from '../answers.ts'

/** The answers that are virtual addresses. */
export type VipKey = 'vip' | 'gateway' | 'writer_vip'

/** Hosts that do the same work: a group of the inventory. */
export interface Tier {
  readonly group: Group
  /** Such as `LVS directors`. */
  readonly title: string
  /** One line: what these hosts do. */
  readonly purpose: string
  readonly least: number
  readonly most: number
  /** The beginning of the names of hosts that are given as addresses. */
  readonly prefix: string
  /** The virtual addresses that move between these hosts by VRRP. */
  readonly holds: readonly VipKey[]
  /** The virtual addresses that all of these hosts have, without ARP. */
  readonly carries?: readonly VipKey[]
  /** Balances in the kernel. */
  readonly ipvs?: boolean
  /** The lab's settings for these hosts, in YAML. */
  readonly lab?: string
  /** Nothing is changed on these hosts. */
  readonly onlyLooksFrom?: boolean
  /** The ports that the playbook's programs open on these hosts, as far as they are answered. */
  opens(answers: Answers): readonly Port[]
}

export interface Port {
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  /** The program that listens there. */
  readonly program: string
}

/** One stop of a request on its way, from the client on. */
export interface Stop {
  /** A title for the stop, if it is no tier. */
  readonly title?: string
  /** The hosts of this tier. */
  readonly group?: Group
  /** The virtual address here. */
  readonly vip?: VipKey
  /** How the request goes on; undefined at the end. */
  readonly onward?: string
}

/** A topology that `evenkeel init` can write. */
export interface Topology {
  readonly name: TopologyName
  readonly goals: readonly Goal[]
  /** A few words for the list of choices. */
  readonly title: string
  /** One line: when to choose it. */
  readonly when: string
  readonly tiers: readonly Tier[]
  /** The questions that it asks besides those about hosts. */
  readonly asks: readonly AnswerKey[]
  /** The usual answers, where they differ from those of the question. */
  readonly presets?: (answers: Answers) => Answers
  /** The names of the secrets that its playbook looks up. */
  secrets(answers: Answers): readonly SecretName[]
  /** The way of a request, for the picture. */
  path(answers: Answers): readonly Stop[]
  /** Sentences for the picture: who else talks to whom. */
  aside(answers: Answers): readonly string[]
  /** The text of the playbook. */
  playbook(answers: Answers): string
}

export const SECRETS = {
  VRRP_PASSWORD: { length: 8, purpose: 'in adverts of VRRP' },
  STATS_PASSWORD: { length: 24, purpose: "of HAProxy's page with counters, user admin" },
  REPLICATION_PASSWORD: { length: 32, purpose: 'of the databases for each other' },
  DATABASE_PASSWORD: { length: 24, purpose: "of the application's database account" },
} as const

export type SecretName = keyof typeof SECRETS
