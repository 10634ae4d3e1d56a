import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { cgroupsFolder, processesIn, removeCgroup } from '../../../lab/nspawn/cgroup.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder('cgroup')

test('cgroupsFolder() finds the file system of cgroups, also beside an older one', async (t) => {
  const mounts = join(folder, 'mounts')
  writeFileSync(
    mounts,
    'cgroup /sys/fs/cgroup/pids cgroup rw 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0\n',
  )
  t.is(await cgroupsFolder(mounts), '/sys/fs/cgroup/unified')
  writeFileSync(mounts, 'cgroup /sys/fs/cgroup/pids cgroup rw 0 0\n')
  const error = await t.throwsAsync(cgroupsFolder(mounts), { instanceOf: EvenkeelError, message: /no cgroup2/ })
  t.regex(error?.hint ?? '', /mount -t cgroup2/)
})

test('processesIn() lists the processes of a cgroup and those below it; of one that is gone, none', async (t) => {
  mkdirSync(join(folder, 'host/payload'), { recursive: true })
  writeFileSync(join(folder, 'host/cgroup.procs'), '12\n')
  writeFileSync(join(folder, 'host/payload/cgroup.procs'), '13\n140\n')
  t.deepEqual((await processesIn(join(folder, 'host'))).sort(), [12, 13, 140])
  t.deepEqual(await processesIn(join(folder, 'gone')), [])
})

test('removeCgroup() removes a cgroup with those below it, and may be repeated', async (t) => {
  mkdirSync(join(folder, 'left/payload/init.scope'), { recursive: true })
  await removeCgroup(join(folder, 'left'))
  await t.notThrowsAsync(removeCgroup(join(folder, 'left')))
})
