import type { Back, Front } from './vars/proxy.ts'
import type { HaproxyVars } from './vars/vars.ts'

/** All sections with binds. */
export function frontsOf({ frontends, listens }: HaproxyVars): readonly Front[] {
  return [...frontends, ...listens]
}

/** All sections with servers. */
export function backsOf({ backends, listens }: HaproxyVars): readonly Back[] {
  return [...backends, ...listens]
}

export function modeOf(
  proxy: { readonly mode?: 'http' | 'tcp' | undefined },
  { defaults }: HaproxyVars,
): 'http' | 'tcp' {
  return proxy.mode ?? defaults.mode
}

export function hasServers(proxy: Front | Back): proxy is Back {
  return 'servers' in proxy
}

/** A backend whose rules answer. */
export function isWithoutServers({ servers }: Pick<Back, 'servers'>): boolean {
  return servers.length === 0
}

export function hasBinds(proxy: Front | Back): proxy is Front {
  return 'binds' in proxy
}
