import type { EvenkeelError } from './errors/error.ts'
import { hostList } from './host-names.ts'

/**
 * One sentence for each reason why hosts cannot be reached, whatever the number of hosts.
 *
 * @param consequence such as "not asked"
 */
export function remarksOnUnreachable(failures: ReadonlyMap<string, EvenkeelError>, consequence: string): string[] {
  const alike = Map.groupBy(failures, ([host, { message }]) => reasonOf(host, message))
  return [...alike.values()].map((group) => {
    const hosts = group.map(([host]) => host)
    const [, first] = group[0] ?? []
    const likewise = group.length > 1 ? '; the others likewise' : ''
    return `${consequence}: ${hostList(hosts)}. ${first?.message}${likewise}`
  })
}

/** The message without the parts that name the host: its name and `at ADDRESS:PORT`. */
export function reasonOf(host: string, message: string): string {
  return message.replaceAll(host, '').replace(/ at \S+:\d+/, '')
}
