import { isVersion6 } from '../../kit/addresses.ts'

type Mode = 'dr' | 'nat' | 'tun'

interface ModeVars {
  readonly mode: Mode
  readonly vip?: string | undefined
  readonly vips?: readonly string[] | undefined
  readonly interface?: string | undefined
  readonly gateway?: string | undefined
  readonly direct: readonly object[]
  readonly mtu?: number | undefined
  readonly directors?: string | undefined
}

/** An error, and its key. */
interface Complaint {
  readonly key: keyof ModeVars
  readonly message: string
}

/** The modes in which a key has an effect. */
const EFFECTIVE: Readonly<Partial<Record<keyof ModeVars, readonly Mode[]>>> = {
  interface: ['dr', 'tun'],
  gateway: ['nat'],
  direct: ['nat'],
  mtu: ['tun'],
  directors: ['tun'],
}

/** Errors for keys that a mode needs, and for keys that have no effect with it. */
export function modeComplaints(vars: ModeVars): readonly Complaint[] {
  return [...idleKeys(vars), ...missingGateway(vars), ...families(vars)]
}

function idleKeys(vars: ModeVars): Complaint[] {
  return Object.entries(EFFECTIVE).flatMap(([name, modes]): Complaint[] => {
    const key = name as keyof ModeVars
    if (modes.includes(vars.mode) || !isWritten(vars[key])) return []
    return [{ key, message: `does nothing with mode ${vars.mode}, only with ${modes.join(' and ')}` }]
  })
}

function isWritten(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined
}

function missingGateway({ mode, gateway }: ModeVars): Complaint[] {
  if (mode !== 'nat' || gateway !== undefined) return []
  return [
    { key: 'gateway', message: 'mode nat needs it: the inner virtual address, which moves with the VIP (rule 6)' },
  ]
}

function families({ mode, gateway, vip, vips = [] }: ModeVars): Complaint[] {
  const all = vip === undefined ? vips : [vip]
  const key = vip === undefined ? 'vips' : 'vip'
  if (mode === 'tun' && all.some(isVersion6))
    return [{ key, message: 'mode tun has IPv4 only; an IPv6 address needs mode dr' }]
  if (gateway === undefined || all.every((one) => isVersion6(one) === isVersion6(gateway))) return []
  return [{ key: 'gateway', message: 'must be of the same family, IPv4 or IPv6, as the virtual address' }]
}
