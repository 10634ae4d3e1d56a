import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import test from 'ava'
import type { Check } from '../../../engine/check.ts'
import { command } from '../../../engine/resources/command.ts'
import { file } from '../../../engine/resources/file.ts'
import { apply } from '../../../engine/run/apply.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, isGone, ours, withHosts } from '../../support/scene.ts'

const execute = promisify(execFile)

const touch = (path: string, undo = `rm -f ${path}`) =>
  command({ name: 'touch', run: `touch ${path}`, unless: `test -e ${path}`, undo })

const breaks = (run: string) => command({ name: 'break', run, unless: 'false', undo: ':' })

test('apply() reverts a run whose runner is killed in the middle of a step', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const report = await apply(
      assign([web1], (host) => [touch(host.path('a')), breaks('read -r pid _ <"$EVENKEEL_RUN/pid" && kill -9 "$pid"')]),
      controllerOf([web1]),
      { consent },
    )
    t.is(report.failure?.code, 'lost')
    t.is(report.outcome, 'reverted')
    t.deepEqual(await readdir(web1.path('')), [])
    t.false((await readdir(web1.home)).includes('lock'))
  })
})

test('apply() reports a host that cannot be reverted as unknown; the commands by hand revert it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const obstacle = web1.path('obstacle')
    await writeFile(obstacle, '')
    const undo = `! test -e ${obstacle} || { echo the obstacle is there >&2; exit 1; }; rm ${web1.path('a')}`
    const report = await apply(
      assign([web1], (host) => [touch(host.path('a'), undo), breaks('echo no >&2; exit 1')]),
      controllerOf([web1]),
      { consent },
    )
    t.is(report.outcome, 'unknown')
    const [host] = report.hosts
    t.is(host?.outcome, 'unknown')
    t.regex(host?.detail ?? '', /touch\nthe obstacle is there/)
    t.true((await readdir(web1.home)).includes('lock'), 'it stays locked for others')
    const byHand = (host?.byHand ?? []).map((line) => line.replaceAll('/var/lib/evenkeel', web1.home))
    const [look = '', mend = ''] = byHand
    t.regex((await execute('sh', ['-c', look])).stdout, /the obstacle is there/)
    t.regex((await execute('sh', ['-c', mend])).stdout, /: stuck\n$/)
    await rm(obstacle)
    t.regex((await execute('sh', ['-c', mend])).stdout, /: reverted\n$/)
    t.deepEqual(await readdir(web1.path('')), [])
    t.false((await readdir(web1.home)).includes('lock'))
  })
})

test('a step whose backup fails changes nothing', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const path = web1.path('b.conf')
    await writeFile(path, 'before\n')
    const backups = `${web1.home}/backups`
    const meddle = command({
      name: 'meddle',
      run: `mkdir ${backups}`,
      unless: `test -e ${backups}`,
      undo: `rmdir ${backups}`,
    })
    const report = await apply(
      assign([web1], () => [meddle, ours(path, 'after\n')]),
      controllerOf([web1]),
      { consent },
    )
    t.is(report.outcome, 'reverted')
    t.regex(
      report.failure?.message ?? '',
      /backups is not a folder that only root can enter, so no backup can be kept there/,
    )
    t.is(await readFile(path, 'utf8'), 'before\n')
    const [run = ''] = await readdir(`${web1.home}/runs`)
    t.is(
      await readFile(`${web1.home}/runs/${run}/journal`, 'utf8'),
      '1 1 started\n1 1 done\n1 2 started\n1 2 failed\n1 2 undone\n1 1 undone\n',
    )
  })
})

test('runner.sh commit finishes an interrupted commit', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const { home } = web1
    const { run } = await apply(
      assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')]),
      controllerOf([web1]),
      { consent },
    )
    const [record = ''] = await readdir(`${home}/managed`)
    await rename(`${home}/managed/${record}`, `${home}/runs/${run}/managed.next`)
    await mkdir(`${home}/lock`)
    await writeFile(`${home}/lock/owner`, `{"run":"${run}"}`)
    const { stdout } = await execute('sh', [`${home}/runs/${run}/runner.sh`, 'commit'])
    t.is(stdout, `${run}: committed\n`)
    t.deepEqual(await readdir(`${home}/managed`), [record])
    t.false((await readdir(home)).includes('lock'))
  })
})

test('apply() limits the output of a step in its report, and removes terminal control characters', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const noise = `head -c 3000000 /dev/zero | tr '\\0' x; echo; printf 'rest committed\\n\\033[31mr\\303\\251d\\033[0m\\001\\377\\n'; exit 1`
    const report = await apply(
      assign([web1], () => [breaks(noise)]),
      controllerOf([web1]),
      { consent },
    )
    const message = report.failure?.message ?? ''
    t.true(message.length < 25_000)
    t.regex(message, /\nrest committed\nréd\ufffd\ufffd$/)
    t.is(report.outcome, 'reverted')
  })
})

test('apply() reverts all hosts after a failing third step, with the output of its validator', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    await writeFile(web1.path('b.conf'), 'before\n')
    const resources = (host: LocalHost) => [
      ours(host.path('a.conf'), 'one\n'),
      ours(host.path('b.conf'), 'two\n'),
      ours(host.path('c.conf'), 'three\n', {
        validate: host === web2 ? "sh -c 'echo the parser does not like %; exit 1'" : 'true',
      }),
    ]
    const report = await apply(assign([web1, web2], resources), controllerOf([web1, web2]), { consent })
    t.is(report.outcome, 'reverted')
    t.regex(report.failure?.message ?? '', /the parser does not like/)
    t.deepEqual(await readdir(web1.path('')), ['b.conf'])
    t.is(await readFile(web1.path('b.conf'), 'utf8'), 'before\n')
    t.deepEqual(await readdir(web2.path('')), [])
    t.deepEqual(
      report.hosts.map((host) => host.outcome),
      ['reverted', 'reverted'],
    )
    t.true(await isGone(`${web1.home}/lock`))
    t.true(await isGone(`${web2.home}/lock`))
  })
})

test('apply() reverts the hosts of all batches if a check does not hold', async (t) => {
  await withHosts(['web1', 'web2'], async (web1, web2) => {
    const checks: Check[] = [{ title: 'it works', looks: [], judge: () => ({ holds: false, saw: 'it does not' }) }]
    const report = await apply(
      assign([web1, web2], (host) => [ours(host.path('a.conf'), 'one\n')], { batchSize: 1, checks }),
      controllerOf([web1, web2]),
      { consent },
    )
    t.is(report.outcome, 'reverted')
    t.is(report.failure?.code, 'check')
    t.deepEqual(report.hosts.map(({ host, outcome }) => `${host} ${outcome}`).sort(), [
      'web1 reverted',
      'web2 untouched',
    ])
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('apply() also reverts the first stage if the second one fails', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const [marker, brought] = [web1.path('installed'), web1.path('default.conf')]
    const install = command({
      name: 'install',
      run: `touch ${marker}; echo default > ${brought}`,
      unless: `test -e ${marker}`,
      undo: `rm -f ${marker} ${brought}`,
    })
    const refused = file(
      { path: brought, content: 'ours\n', owner: userInfo().username, group: userInfo().username, validate: 'false' },
      { readableAfter: install.id },
    )
    const report = await apply(
      assign([web1], () => [install, refused]),
      controllerOf([web1]),
      { consent },
    )
    t.is(report.outcome, 'reverted')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('apply() also reverts the first batch if the second one fails, and never starts the third', async (t) => {
  await withHosts(['web1', 'web2', 'web3'], async (...hosts) => {
    const resources = (host: LocalHost) => [
      ours(host.path('a.conf'), 'one\n', host.name === 'web2' ? { validate: 'false' } : {}),
    ]
    const report = await apply(assign(hosts, resources, { batchSize: 1 }), controllerOf(hosts), { consent })
    t.is(report.outcome, 'reverted')
    const outcomes = report.hosts.map(({ host, outcome }) => `${host} ${outcome}`)
    t.deepEqual(outcomes, ['web2 reverted', 'web3 untouched', 'web1 reverted'], 'the newest first')
    for (const host of hosts) {
      t.deepEqual(await readdir(host.path('')), [])
      t.true(await isGone(`${host.home}/lock`))
    }
  })
})

test('apply() reverts the run if a check throws', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const judge = () => {
      throw new TypeError('cannot read that')
    }
    const checks: Check[] = [{ title: 'it works', looks: [], judge }]
    const report = await apply(
      assign([web1], (host) => [ours(host.path('a.conf'), 'one\n')], { checks }),
      controllerOf([web1]),
      { consent },
    )
    t.is(report.outcome, 'reverted')
    t.is(report.failure?.code, 'bug')
    t.deepEqual(await readdir(web1.path('')), [])
  })
})
