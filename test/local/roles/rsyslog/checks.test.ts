import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { haproxyCheck, judgeFile } from '../../../../roles/rsyslog/checks/haproxy.ts'
import { rsyslogVars } from '../../../../roles/rsyslog/vars/vars.ts'
import { lookResult } from '../../../roles/fixture.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

test('haproxyCheck() finds its line among the thousands of lines of a busy balancer', (t) => {
  const folder = temporaryFolder('busy-log')
  const log = join(folder, 'haproxy.log')
  // The fake logger writes the line, and then HAProxy's lines of the next second.
  const logger = `#!/bin/sh\nfor line; do :; done\necho "$line" >>${log}\nyes 'a request' | head -n 5000 >>${log}\n`
  writeFileSync(join(folder, 'logger'), logger, { mode: 0o755 })
  const { haproxy } = rsyslogVars.parse({ haproxy: { file: log } })
  const script = haproxy && haproxyCheck('lb1', haproxy).looks[0]?.run.script
  const { stdout, status } = spawnSync('sh', ['-c', script ?? 'exit 1'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  })
  const verdict = judgeFile(log, lookResult('lb1', stdout, status ?? undefined))
  t.deepEqual(verdict, { holds: true, saw: `a test line is in ${log}` })
})
