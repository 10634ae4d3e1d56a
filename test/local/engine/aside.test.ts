import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { type Plan, plannedHosts } from '../../../engine/plan/plan.ts'
import { command } from '../../../engine/resources/command.ts'
import { user } from '../../../engine/resources/user.ts'
import { apply } from '../../../engine/run/apply.ts'
import { rollback } from '../../../engine/run/rollback.ts'
import { assign, consent, controllerOf, withHosts } from '../../support/scene.ts'

test('the plan of a removal names what has changed since, and no other plan reads it', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await web1.pretend(
      'getent',
      `case "$*" in 'passwd app') echo app:x:77777:77777::${web1.path('app')}:/bin/sh ;; *) exit 2 ;; esac`,
    )
    await web1.pretend('id', `case $1 in -u) echo 0 ;; -gn | -nG) echo app ;; *) exec /usr/bin/id "$@" ;; esac`)
    await mkdir(join(web1.home, 'users/app'), { recursive: true })
    await mkdir(web1.path('app'))
    await writeFile(join(web1.home, 'users/app/home'), `${web1.path('app')}\n`)
    await writeFile(web1.path('app/work'), 'mine')
    const notesOf = async (state: 'present' | 'absent', shell?: string) => {
      const notes: string[] = []
      const read = async (plan: Plan) => {
        notes.push(...plannedHosts(plan).flatMap(({ changes }) => changes.flatMap((change) => change.notes)))
        throw new EvenkeelError('declined', 'only read')
      }
      const assignment = assign([web1], () => [user({ name: 'app', state, shell })])
      const error = await t.throwsAsync(apply(assignment, controllerOf([web1]), { consent: read }))
      t.is((error as EvenkeelError).code, 'declined')
      return notes
    }
    t.deepEqual(
      (await notesOf('absent')).map((note) => note.replace(/\d+ KB/, 'KB')),
      [`${web1.path('app')} (KB) has changed since it came: moved aside, below ${web1.home}/aside`],
    )
    t.deepEqual(await notesOf('present', '/bin/bash'), [])
  })
})

test('the report names what a run moved aside, whether it is kept or reverted', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const there = web1.path('there')
    const told = `echo "kept $0 is in ${there}.old" >>"$EVENKEEL_RUN"/events`
    const brought = command({
      name: 'brought',
      run: `: >${there}`,
      unless: `test -e ${there}`,
      undo: `rm -f ${there}; ${told}`,
    })
    const controller = controllerOf([web1])
    const stubborn = command({ name: 'stubborn', run: 'exit 1', unless: 'false', undo: ':' })
    const failed = await apply(
      assign([web1], () => [brought, stubborn]),
      controller,
      { consent },
    )
    t.is(failed.outcome, 'reverted')
    t.deepEqual(
      failed.hosts.map(({ kept }) => kept),
      [[`sh is in ${there}.old`]],
    )
    const first = await apply(
      assign([web1], () => [brought]),
      controller,
      { consent },
    )
    t.deepEqual(
      first.hosts.map(({ kept }) => kept),
      [undefined],
    )
    const back = await rollback([web1.target], undefined, controller, { consent })
    t.is(back.outcome, 'committed')
    t.deepEqual(
      back.hosts.map(({ kept }) => kept),
      [[`sh is in ${there}.old`]],
    )
  })
})
