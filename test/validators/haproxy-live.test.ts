import { readFileSync } from 'node:fs'
import test from 'ava'
import role from '../../roles/haproxy/role.ts'
import { haproxyVars } from '../../roles/haproxy/vars/vars.ts'
import { certificatesOnHost } from '../roles/haproxy/certificates-on-host.ts'
import { LIVE } from '../roles/haproxy/live.ts'
import { onPage } from '../roles/haproxy/page.ts'
import { contextOf, lb1 } from '../roles/hosts.ts'
import { judge } from './judge.ts'
import { ensureRoot, ensureRoots, RELEASES } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

test.before(ensureRoots)

const FUNCTIONS = readFileSync(new URL('./haproxy-live.sh', import.meta.url), 'utf8')

for (const release of RELEASES)
  for (const [what, { vars, prepare, before = '', asks }] of Object.entries(LIVE))
    test(`Debian ${release.version}'s HAProxy ${what}`, async (t) => {
      using host = new UnpackedHost(await ensureRoot(release, () => {}), lb1.facts)
      if (prepare !== undefined) host.run(prepare)
      await host.converge(role.resources(contextOf(haproxyVars.parse(vars), lb1, [lb1])))
      const script = Object.keys(asks).map((ask, index) => `echo '=== ${index}'\n${ask}\necho`)
      const { output } = host.run(`${FUNCTIONS}\n${before}\nbalance 2>&1\n${script.join('\n')}`)
      const answers = output.split(/^=== \d+\n/m).slice(1)
      for (const [index, [ask, expected]] of Object.entries(asks).entries())
        t.regex((answers[index] ?? '').replace(/\n$/, ''), expected, `${ask}\n${output}`)
    })

const PREPARE = `${certificatesOnHost}
echo 10.77.0.31 app.example.com >>/etc/hosts
printf '#!/bin/sh\\n' >/usr/local/bin/check
chmod 755 /usr/local/bin/check`

for (const release of RELEASES)
  for (const [heading, vars] of onPage.filter(([one]) => one !== 'HTTP/3' || release.version !== '12'))
    test(`Debian ${release.version}'s HAProxy accepts the example "${heading}" of its page`, async (t) => {
      const context = contextOf(haproxyVars.parse(vars), lb1, [lb1])
      const { complaints } = await judge(release, lb1.facts, role.resources(context), PREPARE)
      t.deepEqual(complaints, [])
    })
