import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { Blob } from '../blob.ts'
import { sh } from '../shell.ts'
import { script } from '../target/scripts.ts'
import { ipPrefix, withoutContained } from './fields/ip.ts'
import { interfaceName } from './fields/text.ts'
import { makeResource, type Placement, type Resource, type ResourceType } from './resource.ts'

const spec = z
  .strictObject({
    protocol: z.enum(['tcp', 'udp', 'vrrp', 'ipip']).describe('tcp or udp, with a port; vrrp or ipip, without.'),
    port: z.int().min(1).max(65_535).optional().describe('The port, for tcp and udp.'),
    from: z
      .array(ipPrefix)
      .min(1)
      .transform((prefixes) => withoutContained(prefixes).toSorted())
      .optional()
      .describe('Source addresses or networks to let in. Default: all.'),
    interfaces: z
      .array(interfaceName)
      .min(1)
      .transform((names) => [...new Set(names)].sort())
      .optional()
      .describe('Interfaces at which to let them in. Default: all.'),
    answers: z
      .enum(['tracked', 'untracked'])
      .optional()
      .describe(
        'Lets answers through instead: packets that "from" sends from that port and that pass this host, as behind LVS with mode nat. The value is whether the kernel tracks these connections.',
      ),
  })
  .refine(({ protocol, port }) => (protocol === 'tcp' || protocol === 'udp') === (port !== undefined), {
    error: 'a port is needed with tcp and udp, and only there',
    path: ['port'],
  })
  .refine(({ answers, port, from, interfaces }) => !answers || (port && from && interfaces === undefined), {
    error: 'answers need port and from, and cannot have interfaces',
    path: ['answers'],
  })

export type FirewallOpeningInput = z.input<typeof spec>
export type FirewallOpeningSpec = z.output<typeof spec>

/** `nothingFilters`: no firewall filters on this host, so that all is open and nothing needs a change. */
export type FirewallOpeningState =
  | { readonly nothingFilters: true }
  | {
      readonly live: boolean
      /** Also after the next boot or reload. */
      readonly lasting: boolean
    }

export const firewallOpeningType: ResourceType<FirewallOpeningInput, FirewallOpeningSpec, FirewallOpeningState> = {
  kind: 'firewall_opening',
  summary:
    'Lets packets in, or through, at the firewall of the host, firewalld or nftables, now and after every boot. Never switches a firewall on or off.',
  spec,
  name: nameOf,
  desired: () => ({ live: true, lasting: true }),
  probe: (spec) => sh`read_opening ${argumentsOf(spec)}`,
  parse(output) {
    if (output.trim() === 'nothing filters') return { state: { nothingFilters: true } }
    const state = { live: /^live yes$/m.test(output), lasting: /^lasting yes$/m.test(output) }
    return { state: state.live || state.lasting ? state : null }
  },
  stateLines: (state) =>
    'nothingFilters' in state
      ? ['nothing filters here']
      : [state.live ? 'open now' : 'closed now', state.lasting ? 'open after a boot' : 'closed after a boot'],
  // Accept that somebody switched a firewall on or off meanwhile.
  holds: (to, read) => (isOpen(to) ? read !== null && 'nothingFilters' in read : !isOpen(read)),
  converge(spec, _from, to) {
    const { live, lasting } = to === null || 'nothingFilters' in to ? { live: false, lasting: false } : to
    const flags = [live, lasting].map((flag) => (flag ? 'yes' : 'no'))
    return [sh`set_opening ${flags} ${bootScript()} ${BOOT_UNIT} ${argumentsOf(spec)}`]
  },
}

function isOpen(state: FirewallOpeningState | null): boolean {
  return state !== null && !('nothingFilters' in state)
}

function nameOf({ protocol, port, from, interfaces, answers }: FirewallOpeningSpec): string {
  const what = `${answers === undefined ? '' : 'answers of '}${protocol}${port === undefined ? '' : ` ${port}`}`
  const where = interfaces === undefined ? '' : ` on ${interfaces.join(', ')}`
  return `${what}${from === undefined ? '' : ` from ${from.map(short).join(', ')}`}${where}`
}

/** 10.0.0.1 instead of 10.0.0.1/32. */
function short(prefix: string): string {
  return prefix.replace(isVersion6(prefix) ? /\/128$/ : /\/32$/, '')
}

function isVersion6(prefix: string): boolean {
  return isIP(prefix.split('/')[0] ?? '') === 6
}

/**
 * Arguments of the functions in engine/target/prelude/firewall.sh: interfaces, comment, rules of nftables, their hook,
 * and elements of firewalld or, for answers, whether they are tracked.
 */
function argumentsOf(spec: FirewallOpeningSpec): readonly string[] {
  const common = [(spec.interfaces ?? []).join(' '), commentOf(spec), rulesOf(spec).join(';')]
  return [...common, ...(spec.answers === undefined ? ['input', ...elementsOf(spec)] : ['forward', spec.answers])]
}

/** The comment that marks our rules; nftables limits it to 128 bytes. */
function commentOf(spec: FirewallOpeningSpec): string {
  const name = nameOf(spec)
  if (name.length <= 100) return `evenkeel: ${name}`
  return `evenkeel: ${name.slice(0, 80)}… ${createHash('sha256').update(name).digest('hex').slice(0, 12)}`
}

/** IP protocol numbers. */
const PROTOCOL_NUMBERS = { vrrp: 112, ipip: 4 } as const

/** Rules of nftables, each with its family in front: `4:`, `6:`, or `*:` for both. */
function rulesOf({ protocol, port, from, interfaces, answers }: FirewallOpeningSpec): readonly string[] {
  const at = interfaces === undefined ? '' : `iifname { ${interfaces.map((name) => `"${name}"`).join(', ')} } `
  const end = answers === undefined ? 'dport' : 'sport'
  const what =
    protocol === 'tcp' || protocol === 'udp'
      ? `${protocol} ${end} ${port}`
      : `meta l4proto ${PROTOCOL_NUMBERS[protocol]}`
  if (from === undefined) return [`*:${at}${what}`]
  const families = [
    { mark: '4', word: 'ip', sources: from.filter((one) => !isVersion6(one)) },
    { mark: '6', word: 'ip6', sources: from.filter(isVersion6) },
  ]
  return families
    .filter(({ sources }) => sources.length > 0)
    .map(({ mark, word, sources }) => `${mark}:${at}${word} saddr { ${sources.join(', ')} } ${what}`)
}

/** Options of firewall-cmd, without `--add-`, `--query-` or `--remove-`. */
function elementsOf({ protocol, port, from }: FirewallOpeningSpec): readonly string[] {
  const isPort = protocol === 'tcp' || protocol === 'udp'
  if (from === undefined) return [isPort ? `port=${port}/${protocol}` : `protocol=${PROTOCOL_NUMBERS[protocol]}`]
  const what = isPort ? `port port="${port}" protocol="${protocol}"` : `protocol value="${PROTOCOL_NUMBERS[protocol]}"`
  return from.map(
    (source) =>
      `rich-rule=rule family="${isVersion6(source) ? 'ipv6' : 'ipv4'}" source address="${short(source)}" ${what} accept`,
  )
}

/** The script that opens again at boot: the functions, and no opening yet. */
function bootScript(): Blob {
  return Blob.of(`#!/bin/sh
# evenkeel: opens again in nftables, after it was loaded, what roles of this host need.
${script('prelude/nft-openings')}
`)
}

/** nftables.conf begins with a flush, so each start or reload of nftables.service must run this unit too. */
const BOOT_UNIT = Blob.of(`# evenkeel
[Unit]
Description=Openings in nftables that roles of evenkeel need
After=nftables.service
PartOf=nftables.service
ReloadPropagatedFrom=nftables.service
Before=network-online.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh /etc/evenkeel-openings.sh
ExecReload=/bin/sh /etc/evenkeel-openings.sh

[Install]
WantedBy=multi-user.target nftables.service
`)

export const firewallOpening = (input: FirewallOpeningInput, placement?: Placement): Resource =>
  makeResource(firewallOpeningType, input, placement)
