import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { ensurePackages, onPath } from '../support/debian-packages.ts'

const SCRIPTS = fileURLToPath(new URL('../../cli/completion/scripts', import.meta.url))
const BIN = fileURLToPath(new URL('../../bin', import.meta.url))

test.before((t) => ensurePackages({ zsh: onPath('zsh'), fish: onPath('fish') }, (line) => t.log(line)))

function run(words: readonly string[], cwd: string = SCRIPTS): string {
  const [program = '', ...others] = words
  const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}` }
  const { stdout, stderr, status } = spawnSync(program, others, { cwd, env, encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new Error(`${program} ended with ${status}: ${stderr}`)
  return stdout
}

for (const words of [
  ['bash', '-n', 'evenkeel.bash'],
  ['zsh', '-n', 'evenkeel.zsh'],
  ['fish', '--no-execute', 'evenkeel.fish'],
])
  test(`${words[0]} accepts the syntax of its completion`, (t) => t.is(run(words), ''))

/** A folder with an inventory, whose name holds a blank, and a playbook. */
const folder = mkdtempSync(join(tmpdir(), 'evenkeel-completion-'))
writeFileSync(
  join(folder, 'my hosts.yml'),
  'all: { children: { web: { hosts: { web1: , web2: } } }, hosts: { lb1: } }\n',
)
writeFileSync(join(folder, 'site.yml'), 'name: Site\nplays: []\n')
test.after.always(() => rmSync(folder, { recursive: true }))

/** Lines, and the words that each shell offers. */
const LINES: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['evenkeel histo', ['history']],
  ['evenkeel plan s', ['site.yml']],
  ['evenkeel plan -i my\\ hosts.yml --limit web1:!l', ['web1:!lb1']],
  ['evenkeel plan -i "my hosts.yml" --limit=web', ['--limit=web', '--limit=web1', '--limit=web2']],
  ['evenkeel plan --out=si', ['--out=site.yml']],
  ['evenkeel rollback -i my\\ hosts.yml ', []],
]

for (const [line, words] of LINES)
  test(`fish completes "${line}"`, (t) => {
    const printed = run(['fish', '--no-config', '-c', `source ${SCRIPTS}/evenkeel.fish; complete -C '${line}'`], folder)
    t.deepEqual(
      printed
        .split('\n')
        .filter((one) => one !== '')
        .map((one) => one.split('\t')[0]),
      words,
    )
  })

/** Types a line and a tab into an interactive zsh behind a pseudo terminal, and prints the line that stands there then. */
const ZSH = `
zmodload zsh/zpty
export COMPLETION=$1
zpty shell zsh -f -i
send() { zpty -w -n shell "$1"; }
until_shown() { zpty -r -m shell REPLY "*$1*" }
send $'PS1=; autoload -Uz compinit; compinit -u -D; source $COMPLETION; print loaded-\${:-now}\\n'
until_shown loaded-now
send $'print -z; bindkey "^X" show; show() { print -r -- "<$BUFFER>"; }; zle -N show; print bound-\${:-now}\\n'
until_shown bound-now
send "$2"$'\\t\\C-x'
zpty -r -m shell REPLY '*<*>*'
print -r -- \${\${REPLY##*<}%%>*}
`

for (const [line, completed] of [
  ['evenkeel histo', 'evenkeel history '],
  ['evenkeel plan -i my', 'evenkeel plan -i my\\ hosts.yml '],
  ['evenkeel plan -i my\\ hosts.yml --limit web1:!l', 'evenkeel plan -i my\\ hosts.yml --limit web1:\\!lb1 '],
  ['evenkeel rollback -i my\\ hosts.yml ', 'evenkeel rollback -i my\\ hosts.yml '],
] as const)
  test(`zsh completes "${line}"`, (t) => {
    const printed = run(['zsh', '-f', '-c', ZSH, 'zsh', `${SCRIPTS}/evenkeel.zsh`, line], folder)
    t.is(printed, `${completed}\n`)
  })
