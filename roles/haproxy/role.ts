import { file } from '../../engine/resources/file.ts'
import { packageOf } from '../../engine/resources/package.ts'
import { service } from '../../engine/resources/service.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { defineRole } from '../contract.ts'
import { interfaceWith } from '../kit/addresses.ts'
import { haproxyBalancing } from './balancing.ts'
import { nonlocalSysctls, openingsOf, resolvedBinds } from './binds.ts'
import { certificateFiles, reloadingIds, renewalUnits } from './certificates.ts'
import { haproxyChecks, haproxyRemarks } from './checks/checks.ts'
import { haproxyConfig } from './config/config.ts'
import { example } from './example.ts'
import { namedFiles, namedIds } from './files.ts'
import { givenServers } from './given-servers.ts'
import { haproxyLints } from './lints/lints.ts'
import { CONFIG } from './places.ts'
import { haproxyRules } from './rules.ts'
import { haproxyStatus } from './status.ts'
import { type HaproxyVars, haproxyVars } from './vars/vars.ts'

const PACKAGE = 'package:haproxy'

/** A load balancer for HTTP and TCP. */
export default defineRole<HaproxyVars>({
  name: 'haproxy',
  example,
  summary:
    'HAProxy as a load balancer for HTTP and TCP, with health checks, persistence, routes by ACL, TLS and a stats page.',
  vars: haproxyVars,
  rules: haproxyRules,
  resources: (context) => {
    const { vars, host } = context
    const { certificates } = vars
    return [
      ...nonlocalSysctls(vars, host).map((name) => sysctl({ name, value: 1 })),
      packageOf({ name: 'haproxy' }),
      // The checks use it to ask the admin socket.
      packageOf({ name: 'socat' }),
      ...certificateFiles(certificates, PACKAGE),
      ...namedFiles(vars, PACKAGE),
      file(
        // It may contain passwords. HAProxy reads it as root, before it changes its user.
        { path: CONFIG, content: haproxyConfig(vars, context), mode: '0640', validate: 'haproxy -c -f %' },
        { readableAfter: PACKAGE },
      ),
      service(
        { name: 'haproxy', reload_on: [CONFIG, ...reloadingIds(certificates), ...namedIds(vars)] },
        { readableAfter: PACKAGE },
      ),
      ...renewalUnits(certificates),
      ...givenServers(vars, context),
    ]
  },
  checks: haproxyChecks,
  balances: haproxyBalancing,
  remarks: haproxyRemarks,
  status: haproxyStatus,
  lints: (context) => haproxyLints(context.vars, context),
  // The host that holds a virtual address now changes last.
  precedence: ({ vars, host }) =>
    resolvedBinds(vars, host).some((one) => one.isVip && interfaceWith(host.facts, one.address) !== undefined) ? 1 : 0,
  openings: ({ vars, host, members }) => openingsOf(vars, host, members),
})
