import { readFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { script } from '../../engine/target/scripts.ts'
import { lb1 } from '../roles/hosts.ts'
import { ensureRoot, ensureRoots, RELEASES, type Release } from './root.ts'
import { UnpackedHost } from './unpacked-host.ts'

const STEPS = readFileSync(new URL('way-back.sh', import.meta.url), 'utf8')
const ASIDE = '/var/lib/evenkeel/aside'

test.before(ensureRoots)

async function linesOf(release: Release, call: string, t: ExecutionContext): Promise<string[]> {
  using host = new UnpackedHost(await ensureRoot(release, (line) => t.log(line)), { ...lb1.facts, hostname: 'lb1' })
  const prelude = `cat >/prelude.sh <<'END_OF_PRELUDE'\n${script('environment')}\n${script('prelude')}\nEND_OF_PRELUDE\n`
  return host.run(`${prelude}${STEPS}\n${call}\n`).output.trimEnd().split('\n')
}

for (const release of RELEASES) {
  test(`Debian ${release.version}: a removed account comes back with its numbers, password, groups and home`, async (t) => {
    const lines = await linesOf(release, 'take_account', t)
    const parts = ['userdel() { exit 7; }', 'take_home() { exit 7; }', 'flush() { case $1 in /home*) exit 7 ;; esac; }']
    t.deepEqual(
      lines.map((line) => line.replace(/\(\d+ KB\)/, '(KB)')),
      [
        'undo of what nobody changed: as before',
        'rollback: as before',
        `kept /home/app (KB) had changed, and is kept in ${ASIDE}/back/user-app/home`,
        'undo of the rollback: as used',
        ...parts.flatMap((cut) => [
          `undo of half a removal: ${cut}: as used`,
          'a removal in two parts: as before',
          'undo in two parts: as used',
        ]),
        'rollback of the rollback: as used',
        'its undo: as before',
        'another rollback of the rollback: as used',
      ],
    )
  })

  test(`Debian ${release.version}: a purged package comes back with its data, configuration and account`, async (t) => {
    const lines = await linesOf(release, 'take_package', t)
    const kept = ['/etc/default/redis-server', '/etc/redis', '/var/lib/redis']
    const parts = [
      'dpkg_purge() { exit 7; }',
      'dpkg_purge() { dpkg --purge redis-tools; exit 7; }',
      'put_record_aside() { exit 7; }',
    ]
    t.deepEqual(lines, [
      'undo of what nobody changed: as before',
      ...kept.map((path) => `aside ${ASIDE} ${path}`),
      ...kept.map((path) => `kept ${path} had changed, and is kept in ${ASIDE}/back/package-redis-server/files${path}`),
      'rollback: as before',
      'undo of the rollback: as used',
      ...parts.map((cut) => `undo of half a removal: ${cut}: as used`),
      'removal and undo in two parts each: as used',
    ])
  })

  test(`Debian ${release.version}: what somebody edits while apt installs it is kept by the undo`, async (t) => {
    const lines = await linesOf(release, 'take_edited_package', t)
    const kept = (run: string) =>
      `kept /etc/redis had changed, and is kept in ${ASIDE}/${run}/package-redis-server/files/etc/redis`
    t.deepEqual(lines, [
      kept('edited-before'),
      '# by hand',
      'undo: as before',
      'failed: edited-after',
      kept('edited-after'),
      '# by hand',
      'undo: as before',
    ])
  })

  test(`Debian ${release.version}: a purge leaves data on file systems of its own as it is`, async (t) => {
    const lines = await linesOf(release, 'take_mounted_package', t)
    const mounted = ['/etc/redis/more', '/var/lib/redis']
    t.deepEqual(lines, [
      `aside ${ASIDE} /etc/redis`,
      ...mounted.map((path) => `mount ${path}`),
      '/etc/redis/more is a file system of its own, which this host cannot hide from a removal that may delete what is in it: unmount it first',
      'a removal that is refused: as used',
      'a removal that is refused: mounted as used',
      `kept /etc/redis had changed, and is kept in ${ASIDE}/back/package-redis-server/files/etc/redis`,
      ...mounted.map((path) => `kept ${path} is a file system of its own, and stays as it is`),
      'dpkg-query: no packages found matching redis-server',
      'dpkg-query: no packages found matching redis-tools',
      '/etc/redis 2770',
      '/etc/redis/more 1777',
      'rollback: mounted as used',
      'undo of the rollback: as used',
      'undo of the rollback: mounted as used',
      'killed: its place was deleted',
      'data',
      'undo of a removal that was killed: as used',
      'undo of a removal that was killed: mounted as used',
    ])
  })
}
