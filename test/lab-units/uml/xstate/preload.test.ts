import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { needsPreload } from '../../../../lab/uml/xstate/preload.ts'

test('needsPreload() is true on a processor with AMX, and nowhere else', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'cpuinfo-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const cpuinfo = join(folder, 'cpuinfo')
  await writeFile(cpuinfo, 'processor\t: 0\nflags\t\t: fpu avx512_fp16 amx_tile amx_int8\nbugs\t\t:\n')
  t.true(await needsPreload(cpuinfo))
  await writeFile(cpuinfo, 'processor\t: 0\nmodel name\t: amx_tile\nflags\t\t: fpu avx2\n')
  t.false(await needsPreload(cpuinfo))
  t.false(await needsPreload(join(folder, 'missing')))
})
