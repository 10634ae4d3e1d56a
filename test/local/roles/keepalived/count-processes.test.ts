import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import type { FileSpec } from '../../../../engine/resources/file.ts'
import { countingScript, withCountedProcesses } from '../../../../roles/keepalived/count-processes.ts'
import { keepalivedVars } from '../../../../roles/keepalived/vars/vars.ts'

const vars = keepalivedVars.parse({
  instances: [{ name: 'web', vip: '10.77.0.100', router_id: 51, track_process: ['sshd'] }],
  balancer: 'nginx',
  track_processes: [{ name: 'sshd', process: '/usr/sbin/sshd -D', quorum: 2, delay: 0.5, weight: -20 }],
})

test('countingScript() counts the processes of a name, and of a command line', (t) => {
  const [script] = countingScript(withCountedProcesses(vars, { processEvents: false }), 'package:keepalived')
  const text = (script?.spec as FileSpec | undefined)?.content?.text?.reveal() ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-count-'))
  const sleeper = join(folder, 'balancer-of-long-name')
  symlinkSync('/bin/sleep', sleeper)
  chmodSync(folder, 0o755)
  const running = [spawn(sleeper, ['61']), spawn(sleeper, ['62'])]
  t.teardown(() => {
    for (const one of running) one.kill()
    rmSync(folder, { recursive: true })
  })
  const holds = (...words: string[]) => spawnSync('sh', ['-c', text, 'sh', ...words]).status === 0
  t.deepEqual(
    [
      holds('1', sleeper),
      holds('2', 'balancer-of-long-name'),
      holds('3', 'balancer-of-long-name'),
      holds('1', sleeper, '61'),
      holds('2', sleeper, '61'),
      holds('1', sleeper, '63'),
      holds('1', 'balancer'),
    ],
    [true, true, false, true, false, false, false],
  )
})
