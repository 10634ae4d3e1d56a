import test from 'ava'
import { judgeTalk, streamChecks } from '../../roles/nginx/checks/stream.ts'
import { streamsConfig } from '../../roles/nginx/config/stream.ts'
import { placesOf } from '../../roles/nginx/places.ts'
import { serversOf } from '../../roles/nginx/servers.ts'
import { nginxVars } from '../../roles/nginx/vars/vars.ts'
import { lookResult } from '../roles/fixture.ts'
import { facts, find, lb1 } from '../roles/hosts.ts'
import { ensureRoot, ensureRoots, RELEASES } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

test.before(ensureRoots)

/** A program that accepts connections on 127.0.0.1:9000, and sends a greeting to each. */
const server = (greeting: string) =>
  `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1:9000", ReuseAddr => 1);
while ($c = $s->accept) { push @held, $c; syswrite $c, "${greeting}" if "${greeting}" ne "" }' &
sleep 1`

/** Servers behind nginx, and the verdict of the check. */
const CASES: Readonly<Record<string, readonly [setUp: string, address: string, holds: boolean, saw: RegExp]>> = {
  'a server that waits for its client': [server(''), '127.0.0.1', true, /^the connection lasts$/],
  'a server that greets': [server('220 ready'), '127.0.0.1', true, /^220 ready$/],
  'a server that is not there': ['', '127.0.0.1', false, /ended at once|reset/],
  'a server behind a firewall that drops': [
    'ip neighbour add 10.77.0.99 lladdr 02:00:00:00:00:99 dev vec0 nud permanent',
    '10.77.0.99',
    false,
    /no server has taken it/,
  ],
  'no nginx': ["nginx() { :; }; echo 'rests'", '127.0.0.1', false, /refused/],
}

for (const release of RELEASES) {
  for (const [what, [setUp, address, holds, saw]] of Object.entries(CASES)) {
    test(`streamChecks() ${holds ? 'hold' : 'do not hold'} on Debian ${release.version} with ${what}`, async (t) => {
      const vars = nginxVars.parse({
        upstreams: [{ name: 'one', port: 9000, servers: [{ address }] }],
        streams: [{ name: 'mail', listen: 2525, upstream: 'one' }],
      })
      const servers = vars.upstreams.flatMap((one) => serversOf(one, find))
      const [check] = vars.streams.flatMap((stream) => streamChecks(stream, lb1, servers, []))
      using host = new UnpackedHost(await ensureRoot(release, () => {}), facts('10.77.0.11'))
      const { status, output } = host.run(`rm -f /etc/nginx/sites-enabled/default
cat >/etc/nginx/modules-enabled/90-streams.conf <<'END'
${streamsConfig({ vars, find, places: placesOf(lb1.facts) })}END
{
${setUp}
nginx
} >/dev/null
${check?.looks[0]?.run.script}`)
      const verdict = judgeTalk(undefined, lookResult('lb1', output, status ?? undefined))
      t.is(verdict.holds, holds, output)
      t.regex(verdict.saw, saw)
    })
  }
}
