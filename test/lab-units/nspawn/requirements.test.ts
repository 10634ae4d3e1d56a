import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { requireDevices } from '../../../lab/nspawn/requirements.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder('devices')

for (const [title, name] of [
  ['a file', 'null'],
  ['missing', 'nothing'],
] as const)
  test(`requireDevices() refuses a device that is ${title}, and says how it is made`, async (t) => {
    const path = join(folder, name)
    if (title === 'a file') writeFileSync(path, '')
    const error = await t.throwsAsync(requireDevices({ [path]: '1 3' }), { instanceOf: EvenkeelError })
    t.is(error?.message, `Cannot run a lab of containers: ${path} is no device on this machine`)
    t.is(error?.hint, `rm -f ${path}; mknod -m 666 ${path} c 1 3`)
  })

test('requireDevices() takes the devices of this machine', (t) =>
  t.notThrowsAsync(requireDevices({ '/dev/zero': '1 5' })))
