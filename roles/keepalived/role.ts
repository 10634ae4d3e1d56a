import { file } from '../../engine/resources/file.ts'
import { kernelModule } from '../../engine/resources/kernel-module.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { user } from '../../engine/resources/user.ts'
import { defineRole, type Lint, type RoleContext } from '../contract.ts'
import { cloudLints } from '../kit/lints/cloud.ts'
import { nonlocalBind } from '../kit/vip/nonlocal-bind.ts'
import { keepalivedChecks } from './checks/checks.ts'
import { keepalivedConfig } from './config/config.ts'
import { hasScripts } from './config/scripts.ts'
import { countingScript, watchable } from './count-processes.ts'
import { holdsVip } from './holder.ts'
import { lvsLints } from './lints/lvs.ts'
import { vrrpLints } from './lints/vrrp.ts'
import { keepalivedOpenings } from './openings.ts'
import { keepalivedRules } from './rules.ts'
import { directorSysctls } from './sysctls.ts'
import { KEEPALIVED_VALIDATOR } from './validator.ts'
import { SCRIPT_USER } from './vars/global.ts'
import { type KeepalivedVars, keepalivedVars } from './vars/vars.ts'
import { allVips } from './vars/vips.ts'

const CONFIG = '/etc/keepalived/keepalived.conf'
const PACKAGE = 'package:keepalived'

/** A director: VRRP decides who holds the VIPs, IPVS balances. */
export default defineRole<KeepalivedVars>({
  name: 'keepalived',
  summary:
    'A director: keepalived elects the holder of the virtual addresses, IPVS balances, checkers watch the servers.',
  vars: keepalivedVars,
  rules: keepalivedRules,
  resources,
  checks: keepalivedChecks,
  openings: keepalivedOpenings,
  lints,
  owns: ({ vars }) => (vars.virtual_servers.length > 0 ? ['the IPVS table'] : []),
  precedence: ({ vars, host }) => (holdsVip(vars.instances, host.facts) ? 1 : 0),
})

function lints(context: RoleContext<KeepalivedVars>): readonly Lint[] {
  const { vars, host } = context
  return [
    ...vrrpLints(vars, context),
    ...lvsLints(vars, context),
    ...cloudLints(host.facts, {
      multicast: vars.instances.filter(({ unicast }) => !unicast).map(({ name }) => name),
      carried: allVips(vars.instances),
      modes: vars.virtual_servers.map(({ mode }) => mode),
    }),
  ]
}

function resources(context: RoleContext<KeepalivedVars>): readonly Resource[] {
  const { host } = context
  const vars = watchable(context.vars, host.facts)
  return [
    ...(vars.virtual_servers.length > 0 ? balancing(context) : []),
    ...(vars.balancer === undefined ? [] : nonlocalBind(allVips(vars.instances), host)),
    packageOf({ name: 'keepalived' }),
    ...(hasScripts(vars) ? [scriptUser(vars.global.script_user)] : []),
    ...countingScript(vars, PACKAGE),
    file(
      {
        path: CONFIG,
        content: keepalivedConfig(vars, context),
        mode: '0640',
        validate: KEEPALIVED_VALIDATOR,
      },
      { readableAfter: PACKAGE },
    ),
    // A stop would drop the VIPs and empty the table: it reloads, and never restarts (rule 28).
    service({ name: 'keepalived', reload_on: [CONFIG] }, { readableAfter: PACKAGE }),
  ]
}

/** An account that was there before keeps its shell. */
function scriptUser(name: string): Resource {
  return user({ name, system: true, ...(name === SCRIPT_USER ? { shell: '/usr/sbin/nologin' } : {}) })
}

/** What IPVS needs on a host. */
function balancing(context: RoleContext<KeepalivedVars>): readonly Resource[] {
  const { virtual_servers } = context.vars
  const schedulers = [...new Set(virtual_servers.map((server) => server.scheduler))]
  return [
    // Before keepalived, which would bring it along as a recommendation.
    packageOf({ name: 'ipvsadm' }),
    // Its unit may flush the table when it stops: the table has one owner (rule 13).
    link({ path: '/etc/systemd/system/ipvsadm.service', target: '/dev/null' }),
    ...['ip_vs', ...schedulers.map((name) => `ip_vs_${name}`)].map((name) => kernelModule({ name })),
    ...Object.entries(directorSysctls(context.vars, context)).map(([name, value]) =>
      sysctl({ name, value }, name.startsWith('net.ipv4.vs.') ? { readableAfter: 'kernel_module:ip_vs' } : {}),
    ),
  ]
}
