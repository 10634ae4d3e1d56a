import type { Finding } from '../../engine/description.ts'
import { foldNames, hostList } from '../../engine/host-names.ts'
import {
  type Action,
  countChanges,
  needsRun,
  type Plan,
  type PlannedBatch,
  type PlannedHost,
  type PlannedPlay,
  plannedHosts,
} from '../../engine/plan/plan.ts'
import { clean, oneLine } from './clean.ts'
import { machineTexts } from './machines.ts'
import type { Paint, Style } from './paint.ts'
import { OWN_NAME, type SharedChange, shareChanges, shareTitles } from './shared-changes.ts'
import { variantLines } from './variant.ts'

const STYLES: Readonly<Record<Action, Style>> = { '+': 'green', '~': 'yellow', '-': 'red', '?': 'cyan' }
/** Of more batches than this, only the first and the last are shown. */
const MOST_BATCHES = 8

/** A plan as text: the changes, their hosts and order. Equal changes of several hosts are shown once. */
export function planText(plan: Plan, paint: Paint): string {
  const shown = clean(plan)
  const { plays, findings, remarks } = shown
  const machines = machineTexts(plannedHosts(shown))
  const blocks = [
    machines.length === 0 ? [] : [`Hosts: ${machines.join(', ')}`],
    ...plays.map((play, index) => playLines(play, index, paint)),
    findings.map((finding) => findingLine(finding, paint)),
    [...remarks, ...filingRemarks(plays)].map((remark) => `note: ${remark}`),
    [paint('bold', summary(shown))],
  ]
  const printed = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'))
  return `${printed.join('\n\n')}\n`
}

function playLines(play: PlannedPlay, index: number, paint: Paint): string[] {
  const batches = play.batches
    .map(({ hosts }) => ({ hosts: hosts.filter(isTouched) }))
    .filter(({ hosts }) => hosts.length > 0)
  const hosts = batches.flatMap((batch) => batch.hosts)
  if (hosts.length === 0) return []
  const shared = shareChanges(hosts)
  const notes = commonNotes(shared)
  return [
    `${paint('bold', play.name)}: ${hostList(hosts.map(({ host }) => host))}`,
    ...orderLines(batches, index > 0),
    ...notes.map((note) => `  ${paint('dim', oneLine(note))}`),
    ...shared.flatMap((one, place) => changeLines(one, shared.slice(0, place), hosts.length, notes, paint)),
    ...shareTitles(hosts).map((shared) => `↻ ${shared.title}${onSome(shared.hosts, hosts.length)}`),
  ]
}

/** Notes that would stand under every change of the play. */
function commonNotes(shared: readonly SharedChange[]): string[] {
  const [first, ...others] = shared
  if (first === undefined || others.length === 0) return []
  return first.change.notes.filter((note) => others.every(({ change }) => change.notes.includes(note)))
}

function isTouched({ changes, triggers }: PlannedHost): boolean {
  return changes.length > 0 || triggers.length > 0
}

/** The order in which hosts change; empty for a single host. */
function orderLines(batches: readonly PlannedBatch[], isLater: boolean): string[] {
  const [first] = batches
  if (first === undefined) return []
  const then = isLater ? 'then, ' : ''
  if (batches.length === 1) return first.hosts.length === 1 ? [] : [`  ${then}all at once`]
  const names = batches.map(({ hosts }) => foldNames(hosts.map(({ host }) => host)))
  const atATime = Math.max(...batches.map(({ hosts }) => hosts.length))
  const order =
    names.length <= MOST_BATCHES
      ? names.join(atATime === 1 ? ', ' : '; ')
      : `first ${names.at(0)}, last ${names.at(-1)}, in ${names.length} batches`
  return [`  ${then}${atATime === 1 ? 'one' : `up to ${atATime}`} at a time: ${order}`]
}

/**
 * @param earlier the changes above this one
 * @param said notes that stand above all changes
 */
function changeLines(
  { change, hosts, match }: SharedChange,
  earlier: readonly SharedChange[],
  ofHosts: number,
  said: readonly string[],
  paint: Paint,
): string[] {
  const { action, kind, name, notes, irreversible } = change
  return [
    `${paint(STYLES[action], `${action} ${kind} ${oneLine(name)}`)}${onSome(hosts, ofHosts)}`,
    ...notes.filter((note) => !said.includes(note)).map((note) => `    ${paint('dim', oneLine(note))}`),
    ...(match === 'generic' ? [`    ${paint('dim', `${OWN_NAME} is each host's own name`)}`] : []),
    ...(irreversible === undefined ? [] : [`    ${paint('red', `! cannot be undone: ${irreversible}`)}`]),
    ...variantLines(change, earlier, paint).map((line) => `    ${line}`),
  ]
}

/** The changes of hosts that changed them, equal ones once. */
export function changesLines(hosts: readonly PlannedHost[], paint: Paint): string[] {
  const shared = shareChanges(hosts)
  return shared.flatMap((one, place) => changeLines(one, shared.slice(0, place), hosts.length, [], paint))
}

function onSome(hosts: readonly string[], ofHosts: number): string {
  return hosts.length === ofHosts ? '' : `  on ${hostList(hosts)}`
}

function findingLine(finding: Finding, paint: Paint): string {
  const { rule, message, hosts, overruled } = finding
  const [style, mark] = markOf(finding)
  const line = `${paint(style, mark)}, rule ${rule}: ${message}${hosts.length === 0 ? '' : ` (${foldNames(hosts)})`}`
  return overruled === undefined ? line : `${line}\n    allowed: ${overruled}`
}

function markOf({ level, overruled }: Finding): readonly [Style, string] {
  if (overruled !== undefined) return ['cyan', '○ overruled']
  return level === 'refuse' ? ['red', '✗ refused'] : ['yellow', '⚠ warning']
}

/** The records that the run writes of resources that it does not change. */
function filingRemarks(plays: readonly PlannedPlay[]): string[] {
  const hosts = plays.flatMap((play) => play.batches.flatMap((batch) => batch.hosts))
  const remark = (part: 'claims' | 'releases', sentence: (count: string) => string) => {
    const filing = hosts.filter((host) => (host[part]?.length ?? 0) > 0)
    const count = filing.reduce((sum, host) => sum + (host[part]?.length ?? 0), 0)
    if (count === 0) return []
    const names = [...new Set(filing.map(({ host }) => host))]
    return [`${sentence(count === 1 ? '1 resource' : `${count} resources`)}: ${hostList(names)}`]
  }
  return [
    ...remark(
      'claims',
      (count) =>
        `records ${count} that already ${count.startsWith('1 ') ? 'is' : 'are'} as described as this playbook's`,
    ),
    ...remark('releases', (count) => `no longer records ${count} as this playbook's`),
    ...memberRemarks(hosts, 'joined', (names) => `records ${names} as part of this playbook`),
    ...memberRemarks(hosts, 'left', (names) => `no longer records ${names} as part of this playbook`),
  ]
}

function memberRemarks(
  hosts: readonly PlannedHost[],
  part: 'joined' | 'left',
  sentence: (names: string) => string,
): string[] {
  const alike = Map.groupBy(hosts, (host) => hostList(host[part] ?? []))
  return [...alike].flatMap(([names, filing]) =>
    names === '' ? [] : [`${sentence(names)}: ${hostList(filing.map(({ host }) => host))}`],
  )
}

/** `3 to add, 1 to change, 0 to take back; 24 resources are as described.` */
function summary(plan: Plan): string {
  const hosts = plannedHosts(plan)
  const unchanged = hosts.reduce((sum, host) => sum + host.unchanged, 0)
  const described =
    unchanged === 0 ? '' : `${unchanged} ${unchanged === 1 ? 'resource is' : 'resources are'} as described`
  if (countChanges(plan) === 0)
    return `${[`Nothing to ${hosts.some(needsRun) ? 'change' : 'do'}`, described].filter(Boolean).join(': ')}.`
  const count = (action: Action) =>
    hosts.reduce((sum, host) => sum + host.changes.filter((change) => change.action === action).length, 0)
  const unknown = count('?')
  const counts = [`${count('+')} to add`, `${count('~')} to change`, `${count('-')} to take back`]
  if (unknown > 0) counts.push(`${unknown} to be read during the run`)
  return `${[counts.join(', '), described].filter(Boolean).join('; ')}.`
}

/** The irreversible changes, which need consent. */
export function irreversibleChanges(
  plan: Plan,
): { readonly host: string; readonly id: string; readonly why: string }[] {
  return plannedHosts(plan).flatMap(({ host, changes }) =>
    changes.flatMap(({ id, irreversible }) => (irreversible === undefined ? [] : [{ host, id, why: irreversible }])),
  )
}
