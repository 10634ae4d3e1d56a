import { type Sh, sh } from '../../engine/shell.ts'

/** Kernel settings that keep a host silent about addresses on lo. */
export const ARP_SETTINGS = [
  ['arp_ignore', 1],
  ['arp_announce', 2],
] as const

/** Prints `arp_ignore all 1` and the like for `all` and an interface. */
export function readArpSettings(interfaceName: string): Sh {
  return sh`for place in all ${interfaceName}; do
  for name in arp_ignore arp_announce; do
    echo "$name $place $(cat "/proc/sys/net/ipv4/conf/$place/$name")"
  done
done`
}

/** The settings that are too low. The kernel uses the maximum of `all` and the interface (rule 1). */
export function arpFaults(printed: string): readonly string[] {
  return ARP_SETTINGS.flatMap(([name, least]) => {
    const values = printed.split('\n').flatMap((line) => {
      const [found, , value] = line.trim().split(' ')
      return found === name && value !== undefined ? [Number(value)] : []
    })
    const effective = Math.max(0, ...values)
    return effective >= least ? [] : [`${name} is ${effective}, ${least} is needed`]
  })
}
