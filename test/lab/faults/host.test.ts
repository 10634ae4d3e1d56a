import test from 'ava'
import { quote } from '../../../engine/shell.ts'
import { FILL_THE_DISK, HostLab, outputOf, RUN, WAIT } from '../host-lab.ts'

/** Faults of a host during a run, by itself and by its users. */
const lab = await HostLab.describe('10.77.43')
const { cluster } = lab

const MOTD = '- file: { path: /etc/motd, content: "mine\\n" }'
const DIRECTORY = '- directory: { path: /srv/trial, mode: "0750" }'
const FILE = '- file: { path: /srv/trial/file, content: "some words\\n" }'

test.before(() => lab.up('useradd --create-home mallory; mkdir -m 1777 /srv/shared'))
test.after.always(() => lab.down())

test.serial('a disk that others fill during a run: reverted, although it stays full', async (t) => {
  const run = await lab.applyUntilWaiting(
    ['web1', 'web2'],
    [MOTD, DIRECTORY, FILE, WAIT, `- file: { path: /srv/trial/second, content: "more\\n" }`],
  )
  await cluster.on('web1', `${FILL_THE_DISK}; touch /run/go-on`)
  await cluster.on('web2', 'touch /run/go-on')
  const answer = await run.ended
  await cluster.on('web1', 'rm -f /fill /fill2')
  t.is(answer.status, 3, outputOf(answer))
  t.regex(answer.stdout, /nothing can be written to .*: its disk is full/)
  await lab.assertAsBefore(t, 'web1', 'web2')
})

test.serial('a command that hangs: killed with all its processes, and reverted', async (t) => {
  const hung =
    '- command: { name: hangs, timeout: 5, run: sleep 1234 & timeout 2000 sleep 1234, unless: "false", undo: "true" }'
  const answer = await lab.apply('web1', [MOTD, hung])
  t.is(answer.status, 3, outputOf(answer))
  t.regex(answer.stdout, /\+ command hangs\n.*took longer than 5 seconds/)
  t.is(await cluster.on('web1', 'pgrep -fa "^sleep 1234" || true'), '')
})

test.serial('sudo is revoked during a run: that host reverts by itself, the others, too', async (t) => {
  const run = await lab.applyUntilWaiting(['web1', 'web2'], [MOTD, WAIT], '--lease', '20s')
  await cluster.on('web1', 'touch /run/go-on')
  await cluster.on('web2', lab.revokeSudo(40, 'sleep 30; touch /run/go-on'))
  const answer = await run.ended
  t.is(answer.status, 3, outputOf(answer))
  t.regex(answer.stdout, /web2: the host heard nothing from this controller until its lease was over/)
  await lab.untilSudo()
  t.is(await cluster.on('web2', `cd ${RUN} && cat guarded && ls reverted`), 'lease\nreverted\n')
  await lab.assertAsBefore(t, 'web1', 'web2')
})

test.serial('files that an unprivileged user plants for the run are refused or harmless', async (t) => {
  const names = ['.conf.evenkeel', '.conf.evenkeel-previous', 'evenkeel', '.inner.evenkeel']
  const plant = `cd /srv/shared && for name in ${names.join(' ')}; do ln -sf /etc/shadow $name; ln -sf /etc/shadow /tmp/$name; done`
  const asMallory = (script: string) => `su -s /bin/sh mallory -c ${quote(script)}`
  await cluster.on('web1', asMallory(`${plant}; mkdir -p /home/mallory/app`))
  const shared = '- file: { path: /srv/shared/conf, content: "new\\n", validate: "grep -q new /srv/shared/conf" }'
  const inner = '- file: { path: /home/mallory/app/inner, content: "inner\\n" }'
  const run = await lab.applyUntilWaiting(['web1'], [shared, WAIT, inner])
  const journal = `ls /var/lib/evenkeel; cat ${RUN}/journal; ln -sf /etc/passwd /var/lib/evenkeel/lock; ls /var/lib/evenkeel/blobs`
  t.is((await cluster.tryOn('web1', asMallory(`{ ${journal.replaceAll('$(', '\\$(')}; } 2>/dev/null`))).stdout, '')
  await cluster.on('web1', asMallory(`${plant}; cd && mv app old && ln -s /etc app`))
  t.is(
    await cluster.on('web1', 'cat /srv/shared/conf; stat -c %U:%a /srv/shared/conf; touch /run/go-on'),
    'new\nroot:644\n',
  )
  const answer = await run.ended
  t.is(answer.status, 3, outputOf(answer))
  t.regex(
    answer.stdout,
    /others than root can write on the way to .*inner, and a symbolic link leads from there to \/etc/,
  )

  await cluster.on('web1', asMallory('ln -s /etc/passwd /srv/shared/conf'))
  const refused = await lab.apply('web1', [shared])
  t.is(refused.status, 1, outputOf(refused))
  t.regex(refused.stderr, /\/srv\/shared\/conf is a symbolic link to \/etc\/passwd/)
  await cluster.on(
    'web1',
    `rm -rf /home/mallory/app /home/mallory/old; cd /srv/shared && rm -f conf ${names.join(' ')}`,
  )
  await lab.assertAsBefore(t, 'web1')
})

/** Its undo fails while the file exists. */
const LOCKED_IN = `- command:
    name: locked in
    run: touch /root/locked-in /root/in-the-way
    unless: test -e /root/locked-in
    undo: if test -e /root/in-the-way; then echo "something is in the way" >&2; exit 1; fi; rm /root/locked-in`
const FAILS_ON_WEB2 = '- command: { name: fails, run: test "$(hostname)" = web1, unless: "false", undo: "true" }'

test.serial('a revert that fails: the report names the host and the commands to run there, which work', async (t) => {
  await cluster.on('web2', 'touch /root/locked-in')
  const motd = await cluster.on('web1', 'cat /etc/motd')
  const answer = await lab.apply('all', [MOTD, LOCKED_IN, FAILS_ON_WEB2])
  await cluster.on('web2', 'rm -f /root/locked-in')
  t.is(answer.status, 4, outputOf(answer))
  t.regex(answer.stdout, /web1 .*could not be put back as it was[\s\S]*locked in\n.*something is in the way/)
  const [byHand] = /sh \/var\/lib\/evenkeel\/runs\/\S+\/runner\.sh revert/.exec(answer.stdout) ?? ['false']
  const left = `cd ${RUN} && ls stuck && grep -c left journal; ls ../../lock; cat /etc/motd`
  t.is(await cluster.on('web1', left), `stuck\n1\nheard\nowner\n${motd}`)
  const next = await lab.apply('web1', [MOTD])
  t.is(next.status, 1, outputOf(next))
  t.regex(next.stderr, /could not revert it/)
  await cluster.on('web1', 'rm /root/in-the-way')
  t.regex(await cluster.on('web1', byHand), /reverted/)
  await lab.assertAsBefore(t, 'web1', 'web2')
})

test.serial('only the runner is killed: reverted, and its step is killed, too', async (t) => {
  const run = await lab.applyUntilWaiting(['web1'], [MOTD, WAIT])
  await cluster.on('web1', `kill -KILL $(cut -d " " -f 1 ${RUN}/pid)`)
  const answer = await run.ended
  t.is(answer.status, 3, outputOf(answer))
  t.is(await cluster.on('web1', 'pgrep -fa "^timeout 200" || true'), '')
  await lab.assertAsBefore(t, 'web1')
})

test.serial('an irreversible change is marked in the plan, and refused without consent', async (t) => {
  const answer = await lab.apply('web1', ['- command: { name: for ever, run: touch /root/x, unless: test -e /root/x }'])
  t.is(answer.status, 1, outputOf(answer))
  t.regex(answer.stdout, /for ever[\s\S]*cannot be undone: the command has no undo/)
  t.regex(answer.stderr, /--accept-irreversible/)
  t.is(await cluster.on('web1', 'ls /root/x /var/lib/evenkeel/lock 2>/dev/null || true'), '')
})
