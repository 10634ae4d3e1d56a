import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { TOPOLOGIES, type TopologyName } from '../../../cli/init/answers.ts'
import { answersText } from '../../../cli/init/files/answers-file.ts'
import { complaints, editor, open } from '../../support/editor.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { fakeIo } from '../fake-io.ts'
import { readyAnswers } from './ready-answers.ts'

const root = temporaryFolder('init-editor')

const folders = new Map<TopologyName, Promise<string>>()

/** The folder of files that init makes, once, of the answers of a ready playbook. */
function made(name: TopologyName): Promise<string> {
  const folder = folders.get(name) ?? make(name)
  folders.set(name, folder)
  return folder
}

async function make(name: TopologyName): Promise<string> {
  const answers = join(root, `${name}.answers.yml`)
  const folder = join(root, name)
  writeFileSync(answers, answersText(await readyAnswers(name)))
  const io = fakeIo({ env: { HOME: join(root, `${name}.home`) } })
  const code = await dispatch(['init', folder, '--answers', answers], io)
  if (code !== 0) throw new Error(io.err())
  return folder
}

for (const name of TOPOLOGIES)
  test(`${name}: an editor finds the schemas of the files that init wrote, and no mistake`, async (t) => {
    const folder = await made(name)
    for (const file of ['hosts.yml', `${name}.yml`, 'answers.yml'])
      t.deepEqual(await complaints(open(join(folder, file))), [], file)
  })

const MISTAKES: readonly (readonly [file: string, right: string, wrong: string, complaint: string])[] = [
  ['hosts.yml', 'children:', 'childs:', 'childs:: Property childs is not allowed.'],
  ['playbook', 'router_id: 51', 'router: 51', 'router: 51'],
  ['playbook', 'preempt: false', 'preempt: sometimes', 'preempt: sometimes'],
  ['answers.yml', 'topology: haproxy-http', 'topology: haproxy', 'topology: haproxy'],
  ['answers.yml', 'check_path:', 'chekc_path:', 'chekc_path:'],
]

for (const [file, right, wrong, complaint] of MISTAKES)
  test(`an editor shows ${wrong} in ${file} of init`, async (t) => {
    const path = join(await made('haproxy-http'), file === 'playbook' ? 'haproxy-http.yml' : file)
    const text = readFileSync(path, 'utf8')
    t.true(text.includes(right))
    const found = await complaints(open(path, text.replace(right, wrong)))
    t.true(
      found.some((one) => one.startsWith(complaint)),
      found.join('\n') || 'nothing',
    )
  })

test('an editor offers the keys of a role, and explains them', async (t) => {
  const path = join(await made('haproxy-http'), 'haproxy-http.yml')
  const lines = readFileSync(path, 'utf8').split('\n')
  const line = lines.findIndex((one) => one.includes('balancer: haproxy'))
  const typing = open(path, [...lines.slice(0, line), '          ', ...lines.slice(line)].join('\n'))
  const { items } = await editor.doComplete(typing, { line, character: 10 }, false)
  const offered = items.map(({ label }) => label)
  for (const key of ['track_scripts', 'virtual_servers', 'sync_groups']) t.true(offered.includes(key), key)
  const hover = await editor.doHover(open(path), { line, character: 12 })
  t.regex(JSON.stringify(hover?.contents), /the program that answers at the virtual addresses/)
})
