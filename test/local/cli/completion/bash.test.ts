import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { INVENTORY, sceneOf } from '../../../description/scene.ts'

const SCRIPT = fileURLToPath(new URL('../../../../cli/completion/scripts/evenkeel.bash', import.meta.url))
const PROGRAM = fileURLToPath(new URL('../../../../bin/evenkeel', import.meta.url))

const FILES = { 'my hosts.yml': INVENTORY, 'site.yml': 'name: Site\nplays: []\n', 'more/site.yml': 'plays: []\n' }

/** Prints COMPREPLY and the options that the function sets, each on a line, as readline calls it. */
const DRIVER = `
compopt() { printf 'option %s\\n' "$*"; }
source "$1"; shift
COMP_LINE=$1 COMP_POINT=\${#1}; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_evenkeel "\${COMP_WORDS[0]}" "\${COMP_WORDS[COMP_CWORD]}" ""
for reply in "\${COMPREPLY[@]}"; do printf 'reply %s\\n' "$reply"; done
`

/** @param words as bash breaks the line, at blanks, "=" and ":" */
async function replies(t: ExecutionContext, words: readonly string[], rest: string): Promise<string[]> {
  const cwd = await sceneOf(t, FILES)
  const line = `${PROGRAM} ${rest}`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', DRIVER, 'driver', SCRIPT, line, PROGRAM, ...words], {
    cwd,
    encoding: 'utf8',
  })
  t.is(stderr, '')
  return stdout.split('\n').slice(0, -1)
}

/** The line behind `evenkeel`, its words as bash 5.2 breaks them, and what the function replies. */
const LINES: readonly (readonly [line: string, words: readonly string[], replied: readonly string[]])[] = [
  ['histo', ['histo'], ['reply history']],
  ['plan ', ['plan', ''], ['option -o filenames', 'reply more', 'reply site.yml']],
  ['plan more/', ['plan', 'more/'], ['option -o filenames', 'reply more/site.yml']],
  ['plan -i my\\ ho', ['plan', '-i', 'my\\ ho'], ['option -o filenames', 'reply my hosts.yml']],
  [
    'plan -i my\\ hosts.yml --limit web1:!l',
    ['plan', '-i', 'my\\ hosts.yml', '--limit', 'web1', ':', '!l'],
    ['reply !lb1', 'reply !lb2'],
  ],
  [
    'plan -i "my hosts.yml" --limit=web1:',
    ['plan', '-i', '"my hosts.yml"', '--limit', '=', 'web1', ':'],
    ['all', 'directors', 'real_servers', 'clients', 'lb1', 'lb2', 'web1', 'web2', 'client1'].map(
      (one) => `reply ${one}`,
    ),
  ],
  [
    "plan -i 'my hosts.yml' --limit 'web1:!l",
    ['plan', '-i', "'my hosts.yml'", '--limit', "'web1:!l"],
    ['reply web1:!lb1', 'reply web1:!lb2'],
  ],
  ['plan --out ', ['plan', '--out', ''], ['option -o default -o bashdefault']],
  ['rollback -i inventory.yml ', ['rollback', '-i', 'inventory.yml', ''], []],
]

for (const [line, words, replied] of LINES)
  test(`the completion for bash completes "evenkeel ${line}"`, async (t) =>
    t.deepEqual(await replies(t, words, line), replied))
