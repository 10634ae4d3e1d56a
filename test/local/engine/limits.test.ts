import { execFile, spawn } from 'node:child_process'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import test from 'ava'
import { type CommandInput, command } from '../../../engine/resources/command.ts'
import { apply } from '../../../engine/run/apply.ts'
import { Secret } from '../../../engine/secrets.ts'
import type { LocalHost } from '../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../support/scene.ts'

const execute = promisify(execFile)

/** Applies a file and then a command that misbehaves; returns the outcome and the failure. */
async function misbehave(host: LocalHost, input: Omit<CommandInput, 'unless' | 'undo'>): Promise<string> {
  const resources = [ours(host.path('a.conf'), 'one\n'), command({ ...input, unless: 'false', undo: 'true' })]
  const report = await apply(
    assign([host], () => resources),
    controllerOf([host]),
    { consent },
  )
  return `${report.outcome}: ${report.failure?.message}`
}

test('a step over its time limit is killed with all its processes, and the run is reverted', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const mark = `31.${process.pid}`
    const result = await misbehave(web1, { name: 'hang', run: `sleep ${mark} & sleep ${mark}`, timeout: 1 })
    t.regex(result, /^reverted: .*hang\nit took longer than 1 seconds, and was ended/)
    t.deepEqual(await readdir(web1.path('')), [])
    const { stdout } = await execute('ps', ['-eo', 'args'])
    t.false(stdout.includes(`sleep ${mark}`))
  })
})

test('what a step started in other sessions ends with it, beside a process with any name', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const mark = `32.${process.pid}`
    const name = web1.path(') S 1\n1 (\n*')
    const detached = `setsid sleep ${mark} & setsid sh -c 'setsid sleep ${mark}; :' & setsid timeout 99 sleep ${mark} &`
    await copyFile('/bin/sleep', name)
    const other = spawn(name, ['1000'], { stdio: 'ignore' })
    try {
      const over = await misbehave(web1, { name: 'hang', run: `${detached} sleep ${mark}`, timeout: 1 })
      t.regex(over, /^reverted: .*hang\nit took longer than 1 seconds, and was ended/)
      const failed = await misbehave(web1, { name: 'fail', run: `${detached} sleep 1; exit 1` })
      t.regex(failed, /^reverted: /)
      const { stdout } = await execute('ps', ['-eo', 'args'])
      t.false(stdout.includes(`sleep ${mark}`))
      t.is(other.exitCode, null, 'the other process lives')
    } finally {
      other.kill('SIGKILL')
    }
  })
})

test('a step that prints without end is killed, and the report has the end of its output', async (t) => {
  await withHosts(['web1'], async (web1) => {
    // Slow enough not to fill the disk if the step is not killed.
    const run = 'for turn in 1 2 3 4 5 6; do yes "out of words" | head -c 20000000; sleep 1; done; sleep 40'
    const result = await misbehave(web1, { name: 'chatter', run, timeout: 40 })
    t.regex(result, /^reverted: .*chatter\nit printed more than 64 MB, and was ended\nout of words/)
    t.true(result.length < 25_000)
    t.deepEqual(await readdir(web1.path('')), [])
  })
})

test('a secret that stands where the output of a failed step is cut is not shown, and not half of it', async (t) => {
  const token = 'tok-Ab3dEf6hIj9lMn2pQr5t'
  new Secret(token, 'test')
  await withHosts(['web1'], async (web1) => {
    await writeFile(web1.path('token'), token)
    // The first output has it around its 500th character, the second one at each place where a log of 20000 bytes begins.
    const around = `printf '%490s' x; cat ${web1.path('token')}; echo`
    const everywhere = `for turn in $(seq 1000); do cat ${web1.path('token')}; done`
    for (const run of [`${around}; exit 1`, `${everywhere}; exit 1`, `printf 1; ${everywhere}; exit 1`]) {
      const result = await misbehave(web1, { name: `print ${run.length}`, run })
      t.regex(result, /^reverted: /)
      t.true(result.includes('***'))
      for (let at = 0; at + 4 <= token.length; at++) t.false(result.includes(token.slice(at, at + 4)), result)
    }
  })
})

test('the full log of a step stays on the host', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await misbehave(web1, { name: 'long', run: 'seq 1 5000; exit 1' })
    const [run = ''] = await readdir(`${web1.home}/runs`)
    const log = await readFile(`${web1.home}/runs/${run}/stages/1/step-2/forward.log`, 'utf8')
    t.is(log.trim().split('\n').length, 5000)
  })
})

test('a host without disk space for a revert refuses the run before the first write', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await web1.pretend(
      'df',
      "printf 'Filesystem 1024-blocks Used Available Capacity Mounted\\n/dev/x 1000 900 100 90%% /\\n'",
    )
    await t.throwsAsync(
      apply(
        assign([web1], () => [ours(web1.path('a.conf'), 'one\n')]),
        controllerOf([web1]),
        { consent },
      ),
      { message: /not enough space for backups and journal: \d+ KB are needed, 100 are free/ },
    )
    t.deepEqual(await readdir(web1.path('')), [])
    t.deepEqual(await readdir(web1.home), [])
  })
})
