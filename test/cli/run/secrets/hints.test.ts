import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../../../cli/dispatch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { fakeIo } from '../../fake-io.ts'

const root = temporaryFolder('secret-hints')
const inventory = join(root, 'hosts.yml')
writeFileSync(inventory, 'all: { hosts: { web1: } }\n')
writeFileSync(join(root, 'empty'), '')

/** The output of a command that fails, with its home in the folder. */
async function failure(words: readonly string[], home = root): Promise<string> {
  const io = fakeIo({ env: { HOME: home } })
  if ((await dispatch([...words, '-i', inventory], io)) === 0) throw new Error('it did not fail')
  return io.err()
}

test.serial('secrets init says where a new key could be stored instead', async (t) => {
  t.regex(
    await failure(['secrets', 'init'], '/dev/null'),
    /Cannot store a new key in .*\n {2}Set HOME or XDG_CONFIG_HOME/,
  )
})

test.serial('errors about secrets say what to do next', async (t) => {
  t.is(await dispatch(['secrets', 'init', '-i', inventory], fakeIo({ env: { HOME: root } })), 0)
  const get = ['secrets', 'get', 'ANY']
  t.regex(await failure(get), /There is no secret "ANY".*\n {2}.*To store it: evenkeel secrets set ANY -i /)
  t.regex(
    await failure([...get, '--identity', join(root, 'empty')]),
    /it holds no key\n {2}Name the file of another private key/,
  )
  t.regex(await failure([...get, '--identity', 'AGE-SECRET-KEY-1X']), /it is a key.*\n {2}Write the key into a file/)
  t.regex(
    await failure(get, '/nonexistent'),
    /there is no key in .*\n {2}Name the file of a private key[\s\S]*\n {4}age1/,
  )
})
