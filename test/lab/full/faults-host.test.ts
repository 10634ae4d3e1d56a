import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { FILL_THE_DISK, HostLab, outputOf, RUN, WAIT } from '../host-lab.ts'
import { ControllerSpy, hideNeedles, spyOnHost, stopSpy, tracesOn } from '../spies.ts'

/** Faults of a host during a run; the first part is in test/lab/faults/host.test.ts. */
const lab = await HostLab.describe('10.77.45')
const { cluster } = lab

const MOTD = '- file: { path: /etc/motd, content: "mine\\n" }'
const DIRECTORY = '- directory: { path: /srv/trial, mode: "0750" }'
const FILE = '- file: { path: /srv/trial/file, content: "some words\\n" }'

/** Gives evenkeel's files a small file system of their own, which a test can fill. One in memory would be refused. */
function mountHome(inodes: number): string {
  const [image, home] = ['/dev/shm/home', '/var/lib/evenkeel']
  const make = `truncate -s 64M ${image} && mkfs.ext4 -qF -N ${inodes} ${image}`
  return `rm -f ${image} && ${make} && mount -o loop ${image} ${home} && chmod 700 ${home}`
}

/** Makes the file system read-only, also while files in it are open for writing. */
const READ_ONLY = 'mount --bind /var/lib/evenkeel /var/lib/evenkeel && mount -o remount,bind,ro /var/lib/evenkeel'
const UNMOUNT_HOME = 'umount -l /var/lib/evenkeel'

/** A small service that answers by HTTP with its configured text. */
const ANSWERS = `mkdir /etc/answers /srv/answers
echo 'PORT=8099' >/etc/answers/answers.conf
echo 'the old service' >/srv/answers/index.html
cat >/etc/systemd/system/answers.service <<'UNIT'
[Service]
ExecStart=/bin/sh -c '. /etc/answers/answers.conf && exec busybox httpd -f -p "$PORT" -h /srv/answers'
[Install]
WantedBy=multi-user.target
UNIT
systemctl -q enable --now answers`

test.before(() => lab.up(`${ANSWERS}; modprobe loop; mkdir -p -m 700 /var/lib/evenkeel; mkdir /etc/elsewhere`))
test.after.always(() => lab.down())

test.serial('a full disk is reported before the first write', async (t) => {
  await cluster.on('web1', `head -c 300000 /dev/zero >/spare; ${FILL_THE_DISK}`)
  const full = await lab.apply('web1', [MOTD, DIRECTORY, FILE])
  t.is(full.status, 1, outputOf(full))
  t.regex(full.stderr, /web1.*No space left on device/)
  await cluster.on('web1', 'rm /spare; sync')
  const nearlyFull = await lab.apply('web1', [MOTD, DIRECTORY, FILE])
  await cluster.on('web1', 'rm -f /fill /fill2')
  t.is(nearlyFull.status, 1, outputOf(nearlyFull))
  t.regex(nearlyFull.stderr, /not enough space for backups and journal: \d+ KB are needed, \d+ are free/)
  await lab.assertAsBefore(t, 'web1')
})

test.serial('a command fills the disk, and its undo removes what it wrote', async (t) => {
  const fills = '- command: { name: fills, run: cat /dev/zero >/fill, unless: test -e /fill, undo: rm -f /fill }'
  const answer = await lab.apply('web1', [MOTD, DIRECTORY, FILE, fills])
  t.is(answer.status, 3, outputOf(answer))
  t.regex(answer.stdout, /No space left on device|its disk is full|more than \d+ MB/)
  await lab.assertAsBefore(t, 'web1')
})

test.serial(
  'inodes: too few are reported before the first write; if they run out later, the run is reverted',
  async (t) => {
    await cluster.on('web1', mountHome(60))
    const few = await lab.apply('web1', [MOTD])
    t.is(few.status, 1, outputOf(few))
    t.regex(few.stderr, /not enough inodes for backups and journal: \d+ are needed, \d+ are free/)
    await cluster.on('web1', `${UNMOUNT_HOME} && ${mountHome(700)}`)
    const run = await lab.applyUntilWaiting(
      ['web1'],
      [MOTD, DIRECTORY, FILE, WAIT, '- directory: { path: /srv/later }'],
    )
    const fill =
      'i=0; while true >/var/lib/evenkeel/filler.$i; do i=$((i + 1)); done 2>/dev/null; df -i /var/lib/evenkeel'
    t.log(await cluster.on('web1', `${fill}; touch /run/go-on`))
    const answer = await run.ended
    await cluster.on('web1', UNMOUNT_HOME)
    t.is(answer.status, 3, outputOf(answer))
    await lab.assertAsBefore(t, 'web1')
  },
)

test.serial('a read-only file system is reported before the first write, or the run is reverted', async (t) => {
  await cluster.on('web1', `${mountHome(1000)} && mount -o remount,ro /var/lib/evenkeel`)
  const before = await lab.apply('web1', [MOTD])
  await cluster.on('web1', UNMOUNT_HOME)
  t.is(before.status, 1, outputOf(before))
  t.regex(before.stderr, /web1.*Read-only file system/)

  await cluster.on('web1', 'mount -t tmpfs -o ro elsewhere /etc/elsewhere')
  const elsewhere = '- file: { path: /etc/elsewhere/own.conf, content: "own\\n" }'
  const answer = await lab.apply('web1', [MOTD, DIRECTORY, elsewhere])
  await cluster.on('web1', 'umount /etc/elsewhere')
  t.is(answer.status, 3, outputOf(answer))
  t.regex(answer.stdout, /Read-only file system/)
  await lab.assertAsBefore(t, 'web1')
})

test.serial(
  'the journal becomes read-only during the run: exit 4, and reverted when it is writable again',
  async (t) => {
    await cluster.on('web1', mountHome(1000))
    const run = await lab.applyUntilWaiting(['web1'], [MOTD, WAIT, DIRECTORY], '--lease', '20s')
    await cluster.on('web1', `${READ_ONLY} && touch /run/go-on`)
    const answer = await run.ended
    t.is(answer.status, 4, outputOf(answer))
    t.regex(answer.stdout, /web1 .*unknown[\s\S]*runner\.sh revert/)
    await cluster.on('web1', UNMOUNT_HOME)
    await lab.until('web1', `test -e ${RUN}/reverted`)
    await cluster.on('web1', UNMOUNT_HOME)
    await lab.assertAsBefore(t, 'web1')
  },
)

const SERVICE = '- service: { name: answers, restart_on: [/etc/answers/answers.conf] }'
const config = (content: string, more = '') =>
  `- file: { path: /etc/answers/answers.conf, content: ${JSON.stringify(content)}${more} }`
const answers = 'systemctl show -p MainPID answers; curl -s -m 5 http://127.0.0.1:8099/'

test.serial(
  'a validator refuses a file, or a service fails with a file that it accepted: the old service answers',
  async (t) => {
    const before = await cluster.on('web1', answers)
    const refused = await lab.apply('web1', [MOTD, config('PORT=(\n', ', validate: sh -n %'), SERVICE])
    t.is(refused.status, 3, outputOf(refused))
    t.regex(refused.stdout, /Syntax error[\s\S]*its validator refused the new one/)
    t.is(await cluster.on('web1', answers), before, 'it was not even restarted')

    const broken = await lab.apply('web1', [
      MOTD,
      config('echo "no such port" >&2; exit 7\n', ', validate: sh -n %'),
      SERVICE,
    ])
    t.is(broken.status, 3, outputOf(broken))
    t.regex(broken.stdout, /restart answers\n[\s\S]*no such port/)
    t.regex(await cluster.on('web1', answers), /the old service/)
    await lab.assertAsBefore(t, 'web1')
  },
)

test.serial(
  'the package lock is held: after two minutes the run is reverted, and the error names the holder',
  async (t) => {
    // A lock of the kind that apt takes: flock(2) would not stop it. systemd makes one "$" of two.
    const hold = `perl -e 'open F, ">>", "/var/lib/dpkg/lock-frontend"; my $$lock = pack("s s x4 q q i", 1, 0, 0, 0, 0); fcntl(F, 6, $$lock) or die; sleep 400'`
    await cluster.on('web1', `systemd-run -q --unit=holds-the-lock ${hold}; sleep 2; grep -q POSIX.*WRITE /proc/locks`)
    const answer = await lab.apply('web1', [MOTD, '- package: { name: socat }'])
    await cluster.on('web1', 'systemctl stop holds-the-lock')
    t.is(answer.status, 3, outputOf(answer))
    t.regex(answer.stdout, /lock-frontend is held by process \d+ \(perl\)/)
    await lab.assertAsBefore(t, 'web1')
  },
)

test.serial('two hundred megabytes of output, or endless output: reverted, reported in a few lines', async (t) => {
  for (const run of ['yes some words of output | head -c 200000000; exit 1', 'yes some words of output']) {
    const answer = await lab.apply('web1', [
      MOTD,
      `- command: { name: prints, run: "${run}", unless: "false", undo: "true" }`,
    ])
    t.is(answer.status, 3, outputOf(answer).slice(0, 5000))
    t.true(answer.stdout.split('\n').length < 100, `${answer.stdout.length} bytes were printed`)
    t.is(await cluster.on('web1', 'pgrep -fa "^yes some" || true'), '')
  }
  const largest = Number(
    await cluster.on('web1', 'stat -c %s /var/lib/evenkeel/runs/*/stages/1/step-*/forward.log | sort -n | tail -n 1'),
  )
  t.true(largest <= 64 * 1024 * 1024, `${largest} bytes are kept`)
  await lab.assertAsBefore(t, 'web1')
})

test.serial('sudo is refused at the start: no change', async (t) => {
  await cluster.on('web2', lab.revokeSudo(15))
  const answer = await lab.apply('all', [MOTD])
  t.is(answer.status, 1, outputOf(answer))
  t.regex(answer.stderr, /web2.*sudo/)
  await lab.untilSudo()
  await lab.assertAsBefore(t, 'web1', 'web2')
})

test.serial('sudo is revoked just before the commit: exit 4, and that host reverts by itself', async (t) => {
  const run = await lab.applyUntilWaiting(['web1', 'web2'], [MOTD, WAIT], '--lease', '20s')
  await cluster.on('web1', 'touch /run/go-on')
  await cluster.on('web2', lab.revokeSudo(60, 'touch /run/go-on'))
  const answer = await run.ended
  t.is(answer.status, 4, outputOf(answer))
  t.regex(answer.stdout, /web1 .*back to where it was/)
  t.regex(answer.stdout, /web2 .*unknown[\s\S]*run by hand on web2/)
  await lab.untilSudo()
  await lab.until('web2', `test -e ${RUN}/reverted`)
  t.is(await cluster.on('web2', `cat ${RUN}/guarded`), 'lease\n')
  await lab.assertAsBefore(t, 'web1', 'web2')
})

test.serial("the guard's watch is killed, and then the controller: the lease still ends the run", async (t) => {
  const run = await lab.applyUntilWaiting(['web1'], [MOTD, WAIT], '--lease', '20s')
  const watch = `evenkeel-$(basename ${RUN})-watch`
  const old = await cluster.on('web1', `systemctl show -p MainPID ${watch}; systemctl kill -s KILL ${watch}`)
  await lab.until('web1', `systemctl is-active -q ${watch}`)
  t.not(await cluster.on('web1', `systemctl show -p MainPID ${watch}`), old)
  await run.kill()
  await lab.until('web1', `ls ${RUN}/reverting ${RUN}/reverted 2>/dev/null | grep -q .`)
  await cluster.on('web1', 'touch /run/go-on')
  await lab.until('web1', `test -e ${RUN}/reverted`)
  await run.ended
  await lab.assertAsBefore(t, 'web1')
})

test.serial('unlock gives up a run that cannot be reverted', async (t) => {
  const hopeless = `- command:
    name: hopeless
    run: touch /root/hopeless; exit 1
    unless: test -e /root/hopeless
    undo: echo "this will never do" >&2; exit 1`
  const answer = await lab.apply('web1', [MOTD, hopeless])
  t.is(answer.status, 4, outputOf(answer))
  t.regex(answer.stdout, /hopeless\n.*this will never do/)
  const run = (await cluster.on('web1', `basename ${RUN}`)).trim()
  const wrong = await cluster.evenkeel('unlock', `${run}x`, '--yes')
  t.is(wrong.status, 1, outputOf(wrong))
  const given = await cluster.evenkeel('unlock', run, '--yes')
  t.log(`unlock ended with ${given.status}: ${outputOf(given)}`)
  t.is(
    await cluster.on('web1', `cd ${RUN} && ls abandoned journal; ls ../../lock 2>/dev/null || true`),
    'abandoned\njournal\n',
  )
  await cluster.on('web1', 'rm /root/hopeless')
  const next = await lab.apply('web1', [MOTD])
  t.is(next.status, 0, outputOf(next))
  t.is((await cluster.evenkeel('rollback', '--yes')).status, 0)
  await lab.assertAsBefore(t, 'web1')
})

test.serial(
  'journals are pruned: kept runs can be rolled back, and remove still restores the state that was found',
  async (t) => {
    const version = (number: number) => `- file: { path: /etc/motd, content: "version ${number}\\n" }`
    const apply = (number: number) => lab.apply('web1', [version(number)], '--keep-runs', '3')
    for (const number of [1, 2, 3, 4, 5]) {
      const answer = await apply(number)
      t.is(answer.status, 0, outputOf(answer))
    }
    t.is(await cluster.on('web1', 'ls /var/lib/evenkeel/runs | wc -l'), '3\n')
    const versions = 'for blob in /var/lib/evenkeel/blobs/*; do grep -h "^version" $blob; done | sort'
    t.is(
      await cluster.on('web1', versions),
      'version 2\nversion 3\nversion 4\nversion 5\n',
      'before-images, and the last one',
    )
    const back = await cluster.evenkeel('rollback', '--yes', '--keep-runs', '3')
    t.is(back.status, 0, outputOf(back))
    t.is(await cluster.on('web1', 'cat /etc/motd'), 'version 4\n')
    const removed = await cluster.evenkeel(
      'remove',
      await lab.playbook('web1', version(4)),
      '--yes',
      '--keep-runs',
      '3',
    )
    t.is(removed.status, 0, outputOf(removed))
    await lab.assertAsBefore(t, 'web1')
  },
)

test.serial(
  "secrets are in no process list, no log, no plan and no output, and only in files that are root's",
  async (t) => {
    const [inFile, inEnvironment] = [`of-a-file-${randomUUID()}`, `of-the-environment-${randomUUID()}`]
    const needles = [inFile, inEnvironment]
    await writeFile(join(lab.folder, 'secret'), `${inFile}'"$(x)\n`, { mode: 0o600 })
    process.env.FAULTS_SECRET = inEnvironment
    const hosts = ['web1', 'web2']
    for (const host of hosts) await hideNeedles(cluster, host, needles)
    const content = '"password ${file:secret}\\nother ${env:FAULTS_SECRET}\\n"'
    const secret = `- file: { path: /etc/secret.conf, mode: "0600", content: ${content} }`
    const blabs = `- file: { path: /etc/blabs.conf, mode: "0600", content: ${content}, validate: sh -c "cat %; cat % >&2; false" }`
    const spies = hosts.map((host) => spyOnHost(cluster, host))
    const controller = new ControllerSpy([inEnvironment], [inFile])
    const plan = join(lab.folder, 'saved.plan')
    const playbook = await lab.playbook('all', secret)
    const answers = [
      await cluster.evenkeel('plan', playbook, '--out', plan),
      await cluster.evenkeel('plan', playbook, '--json', '-v'),
      await cluster.evenkeel('apply', playbook, '--plan', plan, '--yes', '--json'),
      await lab.apply('all', [secret, blabs], '-v'),
      await lab.apply('all', [secret, blabs], '--json'),
    ]
    for (const host of hosts) await stopSpy(cluster, host)
    await controller.stop()
    const outputs = answers.map(outputOf)
    t.deepEqual(
      answers.map(({ status }) => status),
      [0, 0, 0, 3, 3],
      outputs.join('\n'),
    )
    for (const answer of [...outputs, await readFile(plan, 'utf8')])
      t.false(
        needles.some((needle) => answer.includes(needle)),
        answer,
      )
    t.regex(outputs[3] ?? '', /password \*\*\*/)
    t.deepEqual(controller.hits, [])
    for (const [index, host] of hosts.entries()) {
      const [looks = '', ...hits] = ((await spies[index]) ?? '').trim().split(' ')
      t.log(`${host}: looked ${looks} times; the controller ${controller.looks} times`)
      t.deepEqual(hits, [], host)
      t.true(Number(looks) > 20)
      // Output of a tool that holds them is in the log of its run, which only root can read.
      for (const line of (await tracesOn(cluster, host)).trim().split('\n'))
        t.regex(
          line,
          /^600 root \/(etc\/secret\.conf|var\/lib\/evenkeel\/blobs\/[0-9a-f]{32}|var\/lib\/evenkeel\/runs\/[^/]+\/(events|stages\/1\/step-\d+\/forward\.log))$/,
        )
    }
    t.is((await cluster.evenkeel('rollback', '--yes')).status, 0)
    for (const host of hosts) await cluster.on(host, 'rm /run/needles')
    await lab.assertAsBefore(t, ...hosts)
  },
)
