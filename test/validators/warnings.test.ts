import test from 'ava'
import { facts } from '../roles/hosts.ts'
import { complaintsOf } from './complaints.ts'
import { ensureRoot, ensureRoots, RELEASES } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

test.before(ensureRoots)

/** Configurations that work, and for which the programs print a warning. */
const WARNED: Readonly<Record<string, readonly [validator: string, path: string, content: string]>> = {
  'haproxy of missing timeouts': [
    'haproxy -c -f %',
    '/etc/haproxy/haproxy.cfg',
    'listen web\n  mode http\n  bind :80\n  server one 10.0.0.1:80\n',
  ],
  'logrotate of an unknown keyword': ['logrotate -d %', '/etc/logrotate.d/one', '/var/log/one.log {\n  dayly\n}\n'],
  'keepalived of an unknown keyword': [
    'keepalived -t -f %',
    '/etc/keepalived/keepalived.conf',
    'global_defs {\n  router_idea one\n}\n',
  ],
  'nginx of a server name that is there twice': [
    'nginx -t',
    '/etc/nginx/conf.d/twice.conf',
    'server {\n  listen 81;\n  server_name one one;\n}\nserver {\n  listen 81;\n  server_name one;\n}\n',
  ],
  'apache of an overlapping alias': [
    'apache2ctl -t',
    '/etc/apache2/conf-enabled/twice.conf',
    'Alias /one/ /srv/\nAlias /one/two/ /srv/\n',
  ],
  'rsyslogd of an unknown parameter': [
    'rsyslogd -N1 -f %',
    '/etc/rsyslog.conf',
    'module(load="imudp")\ninput(type="imudp" prt="514")\n',
  ],
}

for (const release of RELEASES) {
  for (const [what, [validator, path, content]] of Object.entries(WARNED)) {
    test(`complaintsOf() returns a warning of Debian ${release.version}'s ${what}`, async (t) => {
      using host = new UnpackedHost(await ensureRoot(release, () => {}), facts('10.77.0.11'))
      host.run(`cat >${path} <<'END'\n${content}END\n`)
      t.not(complaintsOf(host.validate(validator, path)).length, 0)
    })
  }

  test(`Debian ${release.version} has the versions for which the roles are written`, async (t) => {
    using host = new UnpackedHost(await ensureRoot(release, () => {}), facts('10.77.0.11'))
    for (const [question, version] of Object.entries(release.programs)) t.regex(host.run(question).output, version)
  })

  test(`complaintsOf() is empty for the configuration of Debian ${release.version} itself`, async (t) => {
    using host = new UnpackedHost(await ensureRoot(release, () => {}), facts('10.77.0.11'))
    const complaints = ['haproxy -c -f /etc/haproxy/haproxy.cfg', 'nginx -t', 'rsyslogd -N1'].flatMap((program) =>
      complaintsOf(host.run(program)),
    )
    t.deepEqual(complaints, [])
  })
}
