import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { missingPackages, requireLinux, requireRoot } from '../../lab/requirements.ts'

test('missingPackages() returns the Debian packages of missing programs', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'path-'))
  t.teardown(() => rm(folder, { recursive: true }))
  for (const program of ['ip', 'ssh', 'ssh-keygen', 'tar', 'taskset', 'nsenter', 'unshare', 'mkfs.ext4']) {
    await writeFile(join(folder, program), '')
    await chmod(join(folder, program), 0o755)
  }
  await writeFile(join(folder, 'mmdebstrap'), 'not executable')
  t.deepEqual(await missingPackages(folder), ['mmdebstrap', 'user-mode-linux'])
})

test('requireRoot() refuses any user but root, with a hint', (t) => {
  const error = t.throws(() => requireRoot(1000), {
    instanceOf: EvenkeelError,
    message: /runs as user 1000, root is needed/,
  })
  t.is(error?.code, 'lab')
  t.regex(error?.hint ?? '', /sudo/)
  t.notThrows(() => requireRoot(0))
})

test('requireLinux() refuses another system, and says that only the lab needs Linux', (t) => {
  const error = t.throws(() => requireLinux('darwin'), {
    instanceOf: EvenkeelError,
    message: 'Cannot run a lab: this machine runs darwin, Linux is needed',
  })
  t.regex(error?.hint ?? '', /All other commands run here/)
  t.notThrows(() => requireLinux('linux'))
})
