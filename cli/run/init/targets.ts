import type { HostTarget } from '../../../engine/host/connection.ts'
import { targetsOf as loginsOf } from '../../description/host-target.ts'
import { allHosts } from '../../init/hosts.ts'
import type { State } from '../../init/question.ts'

/** The logins to all hosts, as plan will have them. Throws what is wrong with one in an inventory that is there. */
export function targetsOf({ topology, answers, existing }: State): readonly HostTarget[] {
  return allHosts(topology?.tiers ?? [], answers, existing).map(({ name, connection }) => {
    const [listed] = existing === undefined ? [] : loginsOf(existing, new Set([name]))
    if (listed !== undefined) return listed
    const { address = name, user, jump, become } = connection
    return {
      ...connection,
      name,
      address,
      user: user ?? (answers.user || undefined),
      jump: jump ?? (answers.jump || undefined),
      become: become ?? answers.become,
    }
  })
}
