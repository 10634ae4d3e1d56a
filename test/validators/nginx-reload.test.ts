import test from 'ava'
import { judgeReload, reloadCheck } from '../../roles/nginx/checks/reload.ts'
import { lookResult } from '../roles/fixture.ts'
import { facts, lb1 } from '../roles/hosts.ts'
import { ensureRoot, ensureRoots, RELEASES } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

test.before(ensureRoots)

const look = reloadCheck(lb1).looks[0]?.run.script ?? ''

/** Changes of a running nginx that listens on port 8080 of every address, and whether it then runs its configuration. */
const CASES: Readonly<Record<string, readonly [script: string, holds: boolean]>> = {
  nothing: ['', true],
  'a reload of another site': ["write 'listen 8081'; nginx -s reload", true],
  'a run that was reverted before its reload': ["sleep 2; write 'listen 8080'", true],
  'a reload that could not bind': ["sleep 2; write 'listen 127.0.0.1:8080'; nginx -s reload", false],
  'a reload that could not bind, and its undo': [
    "sleep 2; write 'listen 127.0.0.1:8080'; nginx -s reload; sleep 4; write 'listen 8080'; nginx -s reload",
    true,
  ],
  'a reload that has not ended yet': ["sleep 2; write 'listen 127.0.0.1:8080'; { sleep 2; nginx -s reload; } &", false],
  'a log that was rotated afterwards': [
    "sleep 2; write 'listen 127.0.0.1:8080'; nginx -s reload; sleep 4; mv /var/log/nginx/error.log /var/log/nginx/error.log.1; nginx -s reopen",
    false,
  ],
  'a restart after it': ["write 'listen 127.0.0.1:8080'; nginx -s stop; sleep 1; nginx", true],
}

for (const release of RELEASES) {
  for (const [what, [script, holds]] of Object.entries(CASES)) {
    test(`reloadCheck() ${holds ? 'holds' : 'does not hold'} on Debian ${release.version} after ${what}`, async (t) => {
      using host = new UnpackedHost(await ensureRoot(release, () => {}), facts('10.77.0.11'))
      const { status, output } = host.run(`rm -f /etc/nginx/sites-enabled/default
write() { printf 'server {\\n  %s;\\n}\\n' "$1" >/etc/nginx/conf.d/site.conf; }
write 'listen 8080'
nginx
{
${script || ':'}
} >/dev/null 2>&1
sleep 1
${look}`)
      const verdict = judgeReload(lookResult('lb1', output, status ?? undefined))
      t.is(verdict.holds, holds, output)
      if (!holds) t.regex(verdict.saw, /previous configuration: bind\(\) to 127\.0\.0\.1:8080 failed/)
    })
  }
}
