import { GROUPS } from '../answers.ts'
import { allHosts, hostsProblem } from '../hosts.ts'
import type { Question } from '../question.ts'

export const hostsFrom: Question = {
  key: 'hosts_from',
  text: () => 'Where are the hosts listed?',
  choices: () => [
    { value: 'typed', title: 'I type them', when: 'names, addresses, or ranges such as web[1:4].example.org' },
    { value: 'inventory', title: 'In an Ansible inventory', when: 'groups, hosts and patterns of its YAML file' },
    { value: 'ssh_config', title: 'In my ssh_config', when: 'by the names of its Host blocks' },
  ],
  preset: () => 'typed',
  isAsked: () => true,
}

export const hostsFile: Question = {
  key: 'hosts_file',
  text: () => 'The path of that inventory?',
  notes: () => ['A YAML file, or a program that prints JSON for --list. It is read, and not changed.'],
  isAsked: ({ answers }) => answers.hosts_from === 'inventory',
}

/** One question for the hosts of each group. */
export const tiers: readonly Question[] = GROUPS.map((group) => ({
  key: group,
  text: ({ topology }) => {
    const tier = topology?.tiers.find((one) => one.group === group)
    return `${tier?.title ?? group}: which hosts?`
  },
  notes: ({ topology, answers, knownNames }) => {
    const tier = topology?.tiers.find((one) => one.group === group)
    if (tier === undefined) return []
    return [
      `${sentenceOf(tier.purpose)}.`,
      ...HOW[answers.hosts_from ?? 'typed'],
      ...(knownNames.length === 0 ? [] : wrapped(`Known: ${knownNames.join(', ')}.`, 78)),
      ...(tier.least === 0 ? ['None are needed: leave it empty.'] : []),
    ]
  },
  preset: ({ topology }) => (topology?.tiers.find((one) => one.group === group)?.least === 0 ? [] : undefined),
  isAsked: ({ topology }) => topology?.tiers.some((one) => one.group === group) ?? false,
  problem: (answer, { topology, answers, existing }) => {
    const tier = topology?.tiers.find((one) => one.group === group)
    if (topology === undefined || tier === undefined) return undefined
    return hostsProblem(tier, topology.tiers, { ...answers, [group]: answer }, existing)
  },
}))

const HOW = {
  typed: ['Such as lb[1:2].example.org, 192.0.2.11, or lb1=admin@192.0.2.11:22; several with commas.'],
  inventory: ['Groups, hosts or patterns of the inventory, such as web*; several with commas.'],
  ssh_config: ['Names of the ssh_config; several with commas.'],
} as const

function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** Breaks a long list at blanks; at most three lines. */
function wrapped(text: string, width: number): readonly string[] {
  const found: string[] = ['']
  for (const word of text.split(' ')) {
    const last = found.at(-1) ?? ''
    if (last.length + word.length < width) found[found.length - 1] = last === '' ? word : `${last} ${word}`
    else found.push(word)
  }
  return found.length > 3 ? [...found.slice(0, 3), '…'] : found
}

/** Existing inventories say by themselves how to log in. */
const saysLogin = (from: string | undefined) => from === 'inventory'

export const user: Question = {
  key: 'user',
  text: () => 'Log in as which user?',
  notes: () => ['evenkeel needs root, or a user who becomes root by sudo. Empty: as the ssh_config says.'],
  preset: ({ answers }) => (answers.hosts_from === 'ssh_config' ? '' : 'root'),
  isAsked: ({ answers }) => !saysLogin(answers.hosts_from),
}

export const become: Question = {
  key: 'become',
  text: () => 'Become root by sudo?',
  preset: ({ answers }) => answers.user !== '',
  isAsked: ({ answers }) => !saysLogin(answers.hosts_from) && answers.user !== undefined && answers.user !== 'root',
}

export const jump: Question = {
  key: 'jump',
  text: () => 'Through a jump host?',
  notes: () => ['Such as admin@bastion:22; empty for none. An ssh_config that names one is obeyed anyway.'],
  preset: () => '',
  isAsked: ({ answers }) => answers.hosts_from === 'typed',
}

export const look: Question = {
  key: 'look',
  text: () => 'Look at the hosts now?',
  notes: ({ topology, answers, existing }) => [
    `Logs in to ${allHosts(topology?.tiers ?? [], answers, existing).length} hosts while you go on, and reads what they are. It changes nothing there.`,
    'Without it, nobody warns of a taken address, router id or port.',
  ],
  preset: () => true,
  isAsked: () => true,
}
