import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { readSizes } from '../../../../../engine/databases/rejoin/sizes.ts'

const SIZES = readFileSync(new URL('../../../../../engine/databases/rejoin/sizes.sh', import.meta.url), 'utf8')

test('programs finds what a copy needs, also on a host whose server does not start', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const name of ['mbstream', 'socat']) {
    writeFileSync(join(folder, name), '#!/bin/sh\n')
    chmodSync(join(folder, name), 0o755)
  }
  const input = `here() { return 1; }\n${SIZES}\nprograms\n`
  const { stdout, status } = spawnSync('/bin/sh', ['-eu'], { input, encoding: 'utf8', env: { PATH: folder } })
  t.is(status, 0)
  t.deepEqual(readSizes(stdout), { schemas: 0, data: 0, folder: '', used: 0, free: 0, programs: ['mbstream', 'socat'] })
})
