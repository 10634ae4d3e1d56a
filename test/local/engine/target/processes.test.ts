import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { script } from '../../../../engine/target/scripts.ts'
import { shells } from '../../../support/scratch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const execute = promisify(execFile)

/** Runs code after the functions of the run's folder; returns what it prints. */
async function run(shell: readonly string[], code: string, words: readonly string[] = []): Promise<string> {
  const folder = temporaryFolder('processes')
  const path = join(folder, 'script.sh')
  await writeFile(path, `LC_ALL=C\n${script('standing')}\n${script('processes')}\nfolder=${folder}\n${code}`)
  const [program = '', ...options] = ['setsid', '-w', ...shell]
  const { stdout } = await execute(program, [...options, path, ...words])
  return stdout
}

/** A step with members in two process groups, as \`timeout\` makes one, in a session of its own, and with another environment. */
const STEP = `
EVENKEEL_MARK=$folder/mark setsid sh -c '
  timeout 100 sleep 77 & setsid sleep 78 & setsid sh -c "sleep 79 & sleep 79" & env -i sleep 80 & sleep 77; wait' &
session=$!
sleep 0.5
read_process $session
start=$process_start
members $session $start $folder/mark '' | sort | uniq | wc -l
signal_step 0 $session $start $folder/mark '' && echo there
signal_step KILL $session $start $folder/mark ''
wait $session 2>/dev/null
sleep 0.1
signal_step 0 $session $start $folder/mark '' || echo gone
kill -0 $$ && echo 'others live'`

for (const shell of shells) {
  const title = shell.join(' ')

  test(`signal_step() reaches all processes of a step, in any group and session, in ${title}`, async (t) => {
    t.is((await run([...shell, '-u'], STEP)).replaceAll(' ', ''), '9\nthere\ngone\notherslive\n')
  })

  test(`read_process() reads a process whatever its name is, in ${title}`, async (t) => {
    // A process is named after its file.
    const code = `
name=$(printf '%b_' "$1")
name=\${name%_}
cp "$(command -v sleep)" "$folder/$name"
"$folder/$name" 60 &
sleep 0.1
read_process $!
echo "$process_state $process_session"
kill $!
read_process 1073741824
echo "none:$process_state"
read_process $$
echo $process_session`
    const names = [
      [...Buffer.from(') S 1 1\n1 (')],
      [...Buffer.from('a\n\n\n) * ')],
      [10],
      // All bytes that a name of a file can hold.
      ...Array.from({ length: 17 }, (_, part) => Array.from({ length: 15 }, (_byte, at) => 1 + part * 15 + at)),
    ].map((bytes) => bytes.filter((byte) => byte !== 47).map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`))
    for (const name of names) {
      const [state = '', none, session] = (await run([...shell, '-eu'], code, [name.join('')])).split('\n')
      t.is(state, `S ${session}`, `named ${name.join('')}`)
      t.is(none, 'none:')
    }
  })

  test(`is_alive() takes no other process for the one that wrote its identity, in ${title}`, async (t) => {
    const code = `
says() { if is_alive $folder/pid runner-of-this-test; then echo "$1: lives"; else echo "$1: is gone"; fi; }
says 'without a file'
: >$folder/pid && says 'an empty file'
echo 'x; y' >$folder/pid && says 'no number'
identify $$ && echo "$identity" >$folder/pid && says 'the process itself'
echo "$$ 1 $boot" >$folder/pid && says 'its number, used again'
echo "$$ $process_start another-boot" >$folder/pid && says 'its number, after a reboot'
sh -c 'sleep 60; :' runner-of-this-test >/dev/null 2>&1 & echo $! >$folder/pid && sleep 0.2 && says 'a runner of an older release'
kill $!
sh -c ':' & sleep 0.2; identify $!; echo "$! 5 $boot" >$folder/pid && says 'a process that nobody has waited for'
wait
[ "$(id -u)" = 0 ] || exit 0
setpriv --reuid 65534 --clear-groups sh -c 'sleep 60; :' runner-of-this-test >/dev/null 2>&1 & sleep 0.2
echo $! >$folder/pid && says 'somebody else under the name of a runner'
kill $!`
    const others = process.getuid?.() === 0 ? 'somebody else under the name of a runner: is gone\n' : ''
    t.is(
      await run([...shell, '-u'], code),
      [
        'without a file: is gone',
        'an empty file: is gone',
        'no number: is gone',
        'the process itself: lives',
        'its number, used again: is gone',
        'its number, after a reboot: is gone',
        'a runner of an older release: lives',
        'a process that nobody has waited for: is gone',
        others,
      ].join('\n'),
    )
  })
}
