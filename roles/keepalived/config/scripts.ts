import type { Checker } from '../vars/checker.ts'
import type { KeepalivedVars } from '../vars/vars.ts'

/** All command lines that keepalived runs. */
export function scriptsOf(vars: KeepalivedVars): readonly string[] {
  const notifies = [...vars.instances, ...vars.sync_groups].flatMap((one) => Object.values(one.notify ?? {}))
  const servers = vars.virtual_servers.flatMap((server) => {
    const listed = typeof server.real_servers === 'string' ? [] : server.real_servers
    const called = listed.flatMap((one) => [one.notify_up, one.notify_down, command(one.check)])
    return [server.quorum_up, server.quorum_down, command(server.check), ...called]
  })
  const all = [...vars.track_scripts.map((one) => one.script), ...notifies, ...servers]
  return all.filter((script) => script !== undefined)
}

/** Whether keepalived runs any script, and needs a user for it (rule 19). */
export function hasScripts(vars: KeepalivedVars): boolean {
  return scriptsOf(vars).length > 0
}

function command(check: Checker | undefined): string | undefined {
  return check?.misc?.command
}
