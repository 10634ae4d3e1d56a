import type { Answers } from '../answers.ts'
import { indented, item, type Line, lines } from './text.ts'

export interface InstanceText {
  readonly name: string
  /** The look-up of its address, such as `"${vip}"`. */
  readonly vip: string
  readonly routerId: number
  /** Why the address stays where it is; undefined if the host of higher priority takes it back. */
  readonly stays?: string | undefined
  readonly trackFile?: string
  /** Has the chosen interface; addresses of other networks find theirs by themselves. */
  readonly onChosenInterface?: boolean
}

/** A virtual router, as an item of `instances`. */
export function instance(one: InstanceText, answers: Answers): readonly string[] {
  const { interface: chosen = 'auto', adverts, authentication } = answers
  const onChosen = (one.onChosenInterface ?? true) && chosen !== 'auto'
  const all: readonly Line[] = [
    `name: ${one.name}`,
    `vip: ${one.vip}`,
    `router_id: ${one.routerId} # 1 to 255: equal on all members, and unique on the network (rule 22)`,
    onChosen
      ? `interface: ${chosen} # left out: the one in the network of the address`
      : "# interface: eth1 # default: the one in the network of the address, else that of the host's own address",
    one.stays === undefined
      ? '# preempt: false # the address would stay where it is when a host of higher priority comes back'
      : `preempt: false # the address stays where it is: ${one.stays}`,
    adverts === 'unicast'
      ? "unicast: true # adverts go to the other members' own addresses: no multicast is needed (rule 23)"
      : '# unicast: true # where the network drops multicast, as in most clouds (rules 23 and 52)',
    authentication && 'auth_pass: "${secret:VRRP_PASSWORD}" # keeps strangers\' mistakes out, no attackers (rule 21)',
    one.trackFile !== undefined && `track_file: [${one.trackFile}]`,
  ]
  return item(lines(...all))
}

/** `instances:` with these virtual routers. */
export function instances(...all: readonly (readonly string[])[]): readonly string[] {
  return lines('instances:', ...all.map((one) => indented(1, one)))
}
