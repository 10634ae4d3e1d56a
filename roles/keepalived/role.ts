import type { Facts } from '../../engine/facts.ts'
import { file } from '../../engine/resources/file.ts'
import { kernelModule } from '../../engine/resources/kernel-module.ts'
import { link } from '../../engine/resources/link.ts'
import { packageOf } from '../../engine/resources/package.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import { service } from '../../engine/resources/service.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { user } from '../../engine/resources/user.ts'
import { defineRole, type Lint, type RoleContext } from '../contract.ts'
import { interfaceWith } from '../kit/addresses.ts'
import { ipvsBalancing } from '../kit/ipvs/balancing.ts'
import { servesItself, translatedAddresses } from '../kit/ipvs/real-servers.ts'
import { settingsOf } from '../kit/ipvs/sysctls.ts'
import { cloudLints } from '../kit/lints/cloud.ts'
import { nonlocalBind } from '../kit/vip/nonlocal-bind.ts'
import { keepalivedChecks, keepalivedRemarks } from './checks/checks.ts'
import { type Director, keepalivedConfig } from './config/config.ts'
import { interfaceOf } from './config/interface.ts'
import { hasScripts } from './config/scripts.ts'
import { countingScript, withCountedProcesses } from './count-processes.ts'
import { example } from './example.ts'
import { lvsLints } from './lints/lvs.ts'
import { vipLints } from './lints/vips.ts'
import { vrrpLints } from './lints/vrrp.ts'
import { keepalivedOpenings } from './openings.ts'
import { balances, ownServers, ownVips } from './own.ts'
import { realServersOf } from './real-servers.ts'
import { keepalivedRules } from './rules.ts'
import { keepalivedStatus } from './status.ts'
import { SCRIPT_USER } from './vars/global.ts'
import type { Instance } from './vars/instance.ts'
import { type KeepalivedVars, keepalivedVars } from './vars/vars.ts'
import { allVips, everyVip } from './vars/vips.ts'

const CONFIG = '/etc/keepalived/keepalived.conf'
const PACKAGE = 'package:keepalived'

/**
 * Judges a candidate of keepalived.conf; `%` is its path. Every status except 0 fails (rule 20). keepalived 2.2.7
 * ends itself with SIGTERM when it tests a file with scripts; as the first process of a PID namespace it cannot.
 */
const VALIDATOR =
  'if unshare --pid --fork true 2>/dev/null; then unshare --pid --fork keepalived -t -f %; else keepalived -t -f %; fi'

/** A director: VRRP elects the holder of the VIPs, IPVS balances. */
export default defineRole<KeepalivedVars>({
  name: 'keepalived',
  example,
  summary:
    'A director: keepalived elects the holder of the virtual addresses, IPVS balances, checkers find dead servers.',
  vars: keepalivedVars,
  rules: keepalivedRules,
  resources,
  checks: keepalivedChecks,
  balances: ({ vars, hosts }) =>
    ipvsBalancing(vars.virtual_servers.map((server) => ({ service: server, reals: realServersOf(server, hosts) }))),
  remarks: keepalivedRemarks,
  status: keepalivedStatus,
  openings: keepalivedOpenings,
  lints,
  owns: ({ vars }) => (balances(vars) ? ['the IPVS table'] : []),
  precedence: ({ vars, host }) => (holdsVip(vars.instances, host.facts) ? 1 : 0),
})

/** Whether a host holds an address of the instances now, so that it changes last. */
function holdsVip(instances: readonly Instance[], facts: Facts): boolean {
  return allVips(instances).some((vip) => interfaceWith(facts, vip) !== undefined)
}

function lints(context: RoleContext<KeepalivedVars>): readonly Lint[] {
  const { vars, host } = context
  return [
    ...vrrpLints(vars, context),
    ...vipLints(vars, context),
    ...lvsLints(vars, context),
    ...cloudLints(host.facts, {
      multicast: vars.instances.filter(({ unicast }) => unicast === false).map(({ name }) => name),
      carried: allVips(vars.instances),
      modes: vars.virtual_servers.map(({ mode }) => mode),
    }),
  ]
}

function resources(context: RoleContext<KeepalivedVars>): readonly Resource[] {
  const { host } = context
  const vars = withCountedProcesses(context.vars, host.facts)
  return [
    ...(balances(vars) ? balancing(context) : []),
    ...(vars.balancer === undefined ? [] : nonlocalBind([...allVips(vars.instances), ...ownVips(vars)], host)),
    packageOf({ name: 'keepalived' }),
    ...(hasScripts(vars) ? [scriptUser(vars.global.script_user)] : []),
    ...countingScript(vars, PACKAGE),
    file(
      {
        path: CONFIG,
        content: keepalivedConfig(vars, context),
        mode: '0640',
        validate: VALIDATOR,
      },
      { readableAfter: PACKAGE },
    ),
    // Reload, never restart: a stop would drop the VIPs and empty the table (rule 28).
    service({ name: 'keepalived', reload_on: [CONFIG] }, { readableAfter: PACKAGE }),
  ]
}

/** Another account than the default one was there before, and keeps its shell. */
function scriptUser(name: string): Resource {
  return user({ name, system: true, ...(name === SCRIPT_USER ? { shell: '/usr/sbin/nologin' } : {}) })
}

/** Everything that IPVS needs on a host. */
function balancing(context: RoleContext<KeepalivedVars>): readonly Resource[] {
  const { virtual_servers } = context.vars
  const schedulers = [...new Set([...virtual_servers, ...ownServers(context.vars)].map((server) => server.scheduler))]
  return [
    // Before keepalived, whose package recommends it: it would come as a part of that installation.
    packageOf({ name: 'ipvsadm' }),
    // Its unit may flush the table when it stops: the table has one owner (rule 13).
    link({ path: '/etc/systemd/system/ipvsadm.service', target: '/dev/null' }),
    ...['ip_vs', ...schedulers.map((name) => `ip_vs_${name}`)].map((name) => kernelModule({ name })),
    ...Object.entries(sysctls(context.vars, context)).map(([name, value]) =>
      sysctl({ name, value }, name.startsWith('net.ipv4.vs.') ? { readableAfter: 'kernel_module:ip_vs' } : {}),
    ),
  ]
}

function sysctls(vars: KeepalivedVars, { host, hosts }: Director): Readonly<Record<string, string>> {
  const { virtual_servers, instances, conntrack } = vars
  return settingsOf({
    expires: virtual_servers.some((one) => one.persistence !== undefined || one.inhibit_on_failure),
    servesItself: servesItself(virtual_servers, host, hosts),
    translated: translatedAddresses(virtual_servers, hosts),
    interfaces: instances.flatMap((one) => [
      interfaceOf(one, host),
      ...everyVip(one).flatMap((vip) => vip.interface ?? []),
    ]),
    conntrack,
    facts: host.facts,
  })
}
