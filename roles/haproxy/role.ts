import { file } from '../../engine/resources/file.ts'
import { packageOf } from '../../engine/resources/package.ts'
import { service } from '../../engine/resources/service.ts'
import { sysctl } from '../../engine/resources/sysctl.ts'
import { defineRole } from '../contract.ts'
import { interfaceWith } from '../kit/addresses.ts'
import { certificateIds, certificateResources } from '../kit/certificates/files.ts'
import { nonlocalSysctls, openingsOf, reachedAt } from './binds.ts'
import { haproxyChecks } from './checks/checks.ts'
import { haproxyConfig } from './config/config.ts'
import { haproxyLints } from './lints/lints.ts'
import { CERTIFICATES, CONFIG } from './places.ts'
import { haproxyRules } from './rules.ts'
import { type HaproxyVars, haproxyVars } from './vars/vars.ts'

const PACKAGE = 'package:haproxy'

/** A balancer of HTTP and TCP. */
export default defineRole<HaproxyVars>({
  name: 'haproxy',
  summary:
    'A balancer: HAProxy spreads HTTP and TCP over servers, with health checks, persistence, routes by ACL, TLS and statistics.',
  vars: haproxyVars,
  rules: haproxyRules,
  resources: (context) => {
    const { vars, host } = context
    const { certificates } = vars
    return [
      ...nonlocalSysctls(vars, host).map((name) => sysctl({ name, value: 1 })),
      packageOf({ name: 'haproxy' }),
      // Asks the admin socket for the checks.
      packageOf({ name: 'socat' }),
      // A certificate that is renewed is judged with the configuration that uses it.
      ...certificateResources(certificates, {
        folder: CERTIFICATES,
        readableAfter: PACKAGE,
        validate: `haproxy -c -q -f ${CONFIG}`,
      }),
      file(
        // Passwords may stand in it, and root reads it before it becomes haproxy.
        { path: CONFIG, content: haproxyConfig(vars, context), mode: '0640', validate: 'haproxy -c -f %' },
        { readableAfter: PACKAGE },
      ),
      service(
        { name: 'haproxy', reload_on: [CONFIG, ...certificateIds(certificates, CERTIFICATES)] },
        { readableAfter: PACKAGE },
      ),
    ]
  },
  checks: haproxyChecks,
  lints: (context) => haproxyLints(context.vars, context),
  // Whoever holds a virtual address now changes last.
  precedence: ({ vars, host }) =>
    reachedAt(vars, host).some((one) => one.isVip && interfaceWith(host.facts, one.address) !== undefined) ? 1 : 0,
  openings: ({ vars, host, members }) => openingsOf(vars, host, members),
})
