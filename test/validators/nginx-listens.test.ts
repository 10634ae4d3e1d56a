import test from 'ava'
import { MOVED_LISTENS } from '../../roles/nginx/moved-listens.ts'
import { facts } from '../roles/hosts.ts'
import { ensureRoot, ensureRoots, RELEASES } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

test.before(ensureRoots)

/** The listens of nginx before and after, and whether a reload fails to apply them. */
const MOVES: readonly (readonly [before: readonly string[], after: readonly string[], moved: boolean])[] = [
  [['80'], ['10.77.0.11:80'], true],
  [['10.77.0.11:80'], ['80'], true],
  [['[::]:80'], ['[::1]:80'], true],
  [['*:8080'], ['127.0.0.1:8080', '81'], true],
  [['80'], ['8080'], false],
  [['80'], ['[::]:80'], false],
  [['53 udp'], ['10.77.0.11:53'], false],
  [['53 udp'], ['10.77.0.11:53 udp'], false],
  [['10.77.0.11:53 udp'], ['53 udp'], false],
  [['80'], ['unix:/run/nginx.socket'], false],
  [['10.77.0.11:80'], ['127.0.0.1:80'], false],
  [['80', '10.77.0.11:80'], ['80'], false],
  [['80'], ['80', '10.77.0.11:80'], false],
]

/** A stream for each: streams listen by TCP and UDP. */
function config(listens: readonly string[]): string {
  const servers = listens.map((listen) => `  server {\n    listen ${listen};\n    proxy_pass 127.0.0.1:9;\n  }\n`)
  return `stream {\n# listen 99;\n${servers.join('')}}\n`
}

for (const release of RELEASES) {
  for (const [before, after, moved] of MOVES) {
    const what = `${before.join(' and ')} to ${after.join(' and ')}`
    test(`Debian ${release.version}'s nginx ${moved ? 'needs a restart' : 'reloads'} from ${what}, as predicted`, async (t) => {
      using host = new UnpackedHost(await ensureRoot(release, () => {}), facts('10.77.0.11'))
      const { output } = host.run(`rm -f /etc/nginx/sites-enabled/default
write() { cat >/etc/nginx/modules-enabled/90-streams.conf; }
write <<'END'
${config(before)}END
nginx && : >/var/log/nginx/error.log
write <<'END'
${config(after)}END
if sh -c '${MOVED_LISTENS.replaceAll("'", `'\\''`)}'; then echo 'predicted moved'; else echo 'predicted not'; fi
workers() { ps -o pid=,args= --ppid "$(cat /run/nginx.pid)" | sed -n 's/ nginx: worker process$//p'; }
before=$(workers)
nginx -s reload 2>/dev/null
left=50
until grep -q 'still could not bind' /var/log/nginx/error.log || [ "$(workers)" != "$before" ] || [ "$left" -eq 0 ]; do
  sleep 0.1
  left=$((left - 1))
done
if [ "$(workers)" = "$before" ]; then echo 'in fact moved'; else echo 'in fact not'; fi`)
      const result = moved ? 'moved' : 'not'
      t.is(output, `predicted ${result}\nin fact ${result}\n`)
    })
  }
}
