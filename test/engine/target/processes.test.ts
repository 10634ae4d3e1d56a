import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import { shells } from '../../resources/scratch.ts'

const execute = promisify(execFile)
const script = fileURLToPath(new URL('../../../engine/target/processes.sh', import.meta.url))

/** A session whose members are in two process groups, as `timeout` makes one of its own. */
const SESSION = `. "$0"
setsid sh -c 'timeout 100 sleep 77 & sleep 77; wait' &
session=$!
sleep 0.5
signal_session 0 $session && echo there
signal_session KILL $session
wait $session 2>/dev/null
signal_session 0 $session || echo gone
signal_session 0 $$ && echo 'others live'`

for (const shell of shells)
  test(`signal_session() reaches all processes of a step, in any process group, in ${shell.join(' ')}`, async (t) => {
    const [program = '', ...words] = ['setsid', '-w', ...shell, '-uc', SESSION, script]
    const { stdout } = await execute(program, words)
    t.is(stdout, 'there\ngone\nothers live\n')
  })
