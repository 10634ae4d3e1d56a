import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { COMMANDS } from '../../../cli/commands/table.ts'
import { complete } from '../../../cli/completion/complete.ts'
import type { Completion } from '../../../cli/completion/completion.ts'
import { knownRuns, rememberRuns } from '../../../cli/known-runs.ts'
import { FLAGS, type Flag } from '../../../cli/parse/flags.ts'
import { sceneOf } from '../../description/scene.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const FILES = {
  'site.yml': 'name: Site\nplays: []\n',
  'flow.yml': '{ name: Site, plays: [] }\n',
  'compose.yml': 'services: { web: { image: nginx } }\n',
  'hosts.ini': '[web]\nweb1\n',
  'broken.yml': 'web: { hosts: { web7: { port: x } }, hots: }\n',
  'program.sh': '#!/bin/sh\ntouch "$0.was-run"\n',
  'more/site.yml': 'plays: []\n',
}

/** The candidates for a line; `@` stands for the folder of {@link FILES}, and the cursor is behind the last character. */
async function completed(t: ExecutionContext, line: string): Promise<Completion & { readonly values: string[] }> {
  const folder = await sceneOf(t, FILES)
  const words = line.split(' ').map((word) => word.replace('@', `${folder}/`))
  const completion = await complete(words, COMMANDS)
  return { ...completion, values: completion.candidates.map(({ value }) => value.replace(`${folder}/`, '@')) }
}

const LINES: readonly (readonly [line: string, values: readonly string[]])[] = [
  ['ro', ['rollback', 'roles']],
  ['--v', ['--version']],
  ['help swi', ['switchover']],
  ['help plan x', []],
  ['nobody ', []],
  ['plan @', ['@flow.yml', '@more/', '@site.yml']],
  ['plan @more/', ['@more/site.yml']],
  ['rejoin web1 @si', ['@site.yml']],
  ['plan -i @', ['@broken.yml', '@hosts.ini', '@inventory.yml', '@more/', '@program.sh']],
  ['plan --inventory=@inv', ['--inventory=@inventory.yml']],
  [
    'plan -i @inventory.yml --limit ',
    ['all', 'directors', 'real_servers', 'clients', 'lb1', 'lb2', 'web1', 'web2', 'client1'],
  ],
  ['plan -i@inventory.yml --limit cl', ['clients', 'client1']],
  ['plan --inventory=@inventory.yml --limit=lb1:!we', ['--limit=lb1:!web1', '--limit=lb1:!web2']],
  ['plan -i @inventory.yml --limit lb1,&we', ['lb1,&web1', 'lb1,&web2']],
  ['plan -i @broken.yml --limit w', ['web', 'web7']],
  ['plan -i @program.sh --limit ', ['all']],
  ['plan -i @hosts.ini --limit ', ['all']],
  ['plan -i @nowhere.yml --limit ', []],
  ['plan --limit ', ['all']],
  ['switchover -i @inventory.yml --to lb', ['lb1', 'lb2']],
  ['rejoin -i @inventory.yml we', ['web1', 'web2']],
  ['rejoin --method ', ['clone', 'backup']],
  ['lab s', ['status', 'ssh']],
  ['lab ssh -i @inventory.yml cl', ['client1']],
  ['lab up -i @inventory.yml ', []],
  ['secrets re', ['rekey']],
  ['secrets get -i @inventory.yml ', []],
  ['roles kee', ['keepalived']],
  ['resources ipvs', ['ipvs_service']],
  ['schema i', ['inventory']],
  ['schema output-re', ['output-remove', 'output-restore', 'output-rejoin', 'output-resume', 'output-resources']],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['apply --keep', ['--keep-runs', '--keep-on-failure']],
  ['apply --yes --y', []],
  ['apply -e a=b --var', ['--variable']],
  ['apply --lease ', []],
  ['history --out', []],
  // None is known in an empty environment.
  ['rollback -i @inventory.yml ', []],
  ['resume -i @inventory.yml 2026', []],
]

for (const [line, values] of LINES)
  test(`complete() completes "${line}"`, async (t) => t.deepEqual((await completed(t, line)).values, values))

for (const line of ['plan --out ', 'plan ~/', 'plan @nothing-like-it', 'lab exec -i @inventory.yml -- ls '])
  test(`complete() leaves "${line}" to the shell`, async (t) => t.is((await completed(t, line)).kind, 'files'))

test('complete() describes commands and flags as the help does', async (t) => {
  const described = async (line: string) => (await completed(t, line)).candidates[0]
  t.deepEqual(await described('verif'), { value: 'verify', description: COMMANDS.verify?.summary })
  t.deepEqual(await described('plan --lim'), { value: '--limit', description: FLAGS.limit.summary })
})

test('complete() offers the runs that this machine has seen, the newest first; with an inventory, only its runs', async (t) => {
  const env = { HOME: temporaryFolder('runs') }
  const [first, second, other] = ['20260101-000000-aaaa', '20260102-000000-bbbb', '20260103-000000-cccc'] as const
  await rememberRuns([first], 'hosts.yml', env)
  await rememberRuns([first, second], './hosts.yml', env)
  await rememberRuns([other], 'other/hosts.yml', env)
  const values = async (...words: readonly string[]) =>
    (await complete(words, COMMANDS, env)).candidates.map(({ value }) => value)
  t.deepEqual(await values('rollback', ''), [other, second, first])
  t.deepEqual(await values('rollback', '-i', 'hosts.yml', ''), [second, first])
  t.deepEqual(await values('resume', '-i', 'hosts.yml', '20260102'), [second])
  t.deepEqual(await values('unlock', '-i', 'third.yml', ''), [])
})

test('rememberRuns() does nothing without a folder to write to', async (t) => {
  await rememberRuns(['20260101-000000-aaaa'], 'hosts.yml', { HOME: '/dev/null' })
  await rememberRuns(['20260101-000000-aaaa'], 'hosts.yml', {})
  t.deepEqual(await knownRuns({}), [])
})

test('complete() runs no program', async (t) => {
  const folder = await sceneOf(t, FILES)
  await complete(['plan', '-i', join(folder, 'program.sh'), '--limit', ''], COMMANDS)
  t.deepEqual((await complete(['plan', join(folder, 'program.sh.was')], COMMANDS)).candidates, [])
})

for (const [name, command] of Object.entries(COMMANDS))
  test(`complete() offers every flag of ${name}, and each of them once`, async (t) => {
    const flags = [...command.flags, 'help' as const].map((flag): Flag => FLAGS[flag])
    const { values } = await completed(t, `${name} --`)
    t.deepEqual(
      values,
      flags.map(({ long }) => `--${long}`),
    )
  })
