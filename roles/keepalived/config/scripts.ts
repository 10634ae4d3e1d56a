import { type Checker, checksOf } from '../vars/checker.ts'
import { linesOf } from '../vars/extra-lines.ts'
import type { KeepalivedVars } from '../vars/vars.ts'

/** All command lines that keepalived runs. */
export function scriptsOf(vars: KeepalivedVars): readonly string[] {
  const notifies = [...vars.instances, ...vars.sync_groups].flatMap((one) => Object.values(one.notify ?? {}))
  const servers = vars.virtual_servers.flatMap((server) => {
    const listed = typeof server.real_servers === 'string' ? [] : server.real_servers
    const called = listed.flatMap((one) => [one.notify_up, one.notify_down, ...commands(one.check)])
    return [server.quorum_up, server.quorum_down, ...commands(server.check), ...called]
  })
  const all = [...vars.track_scripts.map((one) => one.script), ...notifies, ...servers]
  return all.filter((script) => script !== undefined)
}

/** Keywords of the user's own lines that name a script. */
const SCRIPTED = /^(script|misc_path|notify(_\w+)?|quorum_(up|down)|script_path)$/

/** All of the user's own lines. */
export function allExtra(vars: KeepalivedVars): string {
  const { extra, extra_first, global, instances, sync_groups, virtual_servers } = vars
  const listed = virtual_servers.flatMap(({ real_servers }) => (typeof real_servers === 'string' ? [] : real_servers))
  const own = [global, ...instances, ...sync_groups, ...virtual_servers, ...listed].map((one) => one.extra)
  return [extra_first, extra, ...own].filter((one) => one !== undefined).join('\n')
}

/** Whether keepalived runs any script, and needs a user for it (rule 19). */
export function hasScripts(vars: KeepalivedVars): boolean {
  return (
    scriptsOf(vars).length > 0 || linesOf(allExtra(vars)).some(({ words: [keyword = ''] }) => SCRIPTED.test(keyword))
  )
}

function commands(check: Checker | undefined): readonly (string | undefined)[] {
  return check === undefined ? [] : checksOf(check).map(({ misc }) => misc?.command)
}
