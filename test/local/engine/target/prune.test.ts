import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { script } from '../../../../engine/target/scripts.ts'
import { shells } from '../../../support/scratch.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const execute = promisify(execFile)
const blob = (digit: string) => digit.repeat(64)

/** A host's folder with four committed runs, of which the first alone names the blob `1…`, and an unneeded blob. */
async function makeHome(): Promise<string> {
  const home = temporaryFolder('prune')
  await mkdir(join(home, 'blobs'), { recursive: true })
  await mkdir(join(home, 'managed'))
  await writeFile(join(home, 'managed/test.json'), `{"found":"${blob('a')}"}`)
  for (const digit of ['0', '1', '2', '3', '4', 'a']) await writeFile(join(home, 'blobs', blob(digit)), 'bytes')
  for (const number of ['1', '2', '3', '4']) {
    // The names go backwards: only the number counts.
    const run = join(home, 'runs', `2026112${9 - Number(number)}-103102-aaaa`)
    await mkdir(join(run, 'stages/1'), { recursive: true })
    await writeFile(join(run, 'header.json'), '{}')
    await writeFile(join(run, 'number'), `${number}\n`)
    await writeFile(join(run, 'committed'), '')
    await writeFile(join(run, 'stages/1/manifest.json'), `{"after":"${blob(number)}"}`)
    await writeFile(join(run, 'stages/1/steps.sh'), `put ${blob(number)}\n`)
    await writeFile(join(run, 'standing.sh'), script('standing'))
    await writeFile(join(run, 'prune.sh'), script('prune'))
  }
  return home
}

async function prune(home: string, shell: readonly string[], path = process.env.PATH): Promise<boolean> {
  const [program = 'sh', ...options] = shell
  const words = [...options, join(home, 'runs/20261125-103102-aaaa/prune.sh'), home, '2']
  return execute(program, words, { env: { ...process.env, PATH: path } }).then(
    () => true,
    () => false,
  )
}

const numbers = async (home: string) => (await readdir(join(home, 'runs'))).map((name) => 9 - Number(name[7])).sort()
const blobs = async (home: string) => (await readdir(join(home, 'blobs'))).map((name) => name[0]).sort()

for (const shell of shells)
  test(`prune.sh removes the oldest runs and the blobs that nothing names, under ${shell.join(' ')}`, async (t) => {
    const home = await makeHome()
    t.true(await prune(home, shell))
    t.deepEqual(await numbers(home), [3, 4])
    t.deepEqual(await blobs(home), ['3', '4', 'a'])
    t.deepEqual((await readdir(home)).sort(), ['blobs', 'managed', 'runs'])
  })

for (const program of ['ls', 'find', 'grep', 'mv'])
  test(`prune.sh removes no blob if ${program} fails`, async (t) => {
    const home = await makeHome()
    const bin = temporaryFolder('bin')
    await writeFile(join(bin, program), '#!/bin/sh\nexit 2\n')
    await chmod(join(bin, program), 0o755)
    t.false(await prune(home, ['sh'], `${bin}:${process.env.PATH}`))
    t.deepEqual(await blobs(home), ['0', '1', '2', '3', '4', 'a'])
  })

/** A name of this release: it does not tell the content. */
const keyed = (word: string) => createHash('sha256').update(`key ${word}`).digest('hex').slice(0, 32)

/** The names of this release among those of a home with a content that a record names, one that nothing names, and a part. */
async function keyedAfterPrune(fails: boolean): Promise<string[]> {
  const home = await makeHome()
  for (const word of ['needed', 'needless']) await writeFile(join(home, 'blobs', keyed(word)), word)
  await writeFile(join(home, 'blobs', `${keyed('torn')}.part`), 'half of one')
  const needed = createHash('sha256').update('needed').digest('hex')
  await writeFile(join(home, 'managed/other.json'), `{"found":"${needed}"}`)
  const bin = temporaryFolder('bin')
  const broken = '#!/bin/sh\n/usr/bin/sha256sum "$@" | head -n 1\nexit 2\n'
  if (fails) await writeFile(join(bin, 'sha256sum'), broken, { mode: 0o755 })
  await prune(home, ['sh'], `${bin}:${process.env.PATH}`)
  return (await readdir(join(home, 'blobs'))).filter((name) => name.length !== 64).sort()
}

test('prune.sh tells by its content what a blob is whose name does not', async (t) => {
  t.deepEqual(await keyedAfterPrune(false), [keyed('needed')])
  t.deepEqual(await keyedAfterPrune(true), [keyed('needed'), keyed('needless')].sort())
})

test('prune.sh removes no blob if grep prints only a part before it fails', async (t) => {
  const home = await makeHome()
  const bin = temporaryFolder('bin')
  await writeFile(join(bin, 'grep'), `#!/bin/sh\necho ${blob('3')}\nexit 2\n`)
  await chmod(join(bin, 'grep'), 0o755)
  t.false(await prune(home, ['sh'], `${bin}:${process.env.PATH}`))
  t.deepEqual(await blobs(home), ['0', '1', '2', '3', '4', 'a'])
})

for (const torn of ['managed/test.json', 'runs/20261126-103102-aaaa/stages/1/manifest.json'])
  test(`prune.sh removes no blob if a power cut has emptied ${torn}`, async (t) => {
    const home = await makeHome()
    await writeFile(join(home, torn), '')
    t.false(await prune(home, ['sh']))
    t.deepEqual(await blobs(home), ['0', '1', '2', '3', '4', 'a'])
  })

test('prune.sh finishes a removal that was interrupted', async (t) => {
  const home = await makeHome()
  await mkdir(join(home, 'gone.20261101-103102-aaaa'))
  t.true(await prune(home, ['sh']))
  t.deepEqual((await readdir(home)).sort(), ['blobs', 'managed', 'runs'])
})

for (const shell of shells)
  test(`prune.sh leaves what a removed run kept of others, and nothing else of it, under ${shell.join(' ')}`, async (t) => {
    const home = await makeHome()
    const [named, unnamed, newest] = ['20261128-103102-aaaa', '20261127-103102-aaaa', '20261125-103102-aaaa']
    const elsewhere = temporaryFolder('elsewhere')
    for (const run of [named, unnamed, newest]) {
      for (const part of ['home', 'account']) {
        await mkdir(join(home, 'aside', run, 'user-app', part), { recursive: true })
        await writeFile(join(home, 'aside', run, 'user-app', part, 'file'), 'bytes')
      }
    }
    await writeFile(join(home, 'aside', named, 'index'), '4 /home/app /var/lib/evenkeel/aside/run/user-app/home\n')
    await writeFile(join(home, 'aside', unnamed, 'user-app/stores'), `${elsewhere}\n`)
    t.true(await prune(home, shell))
    t.deepEqual((await readdir(join(home, 'aside'))).sort(), [newest, named])
    t.deepEqual(await readdir(join(home, 'aside', named, 'user-app')), ['home'])
    t.deepEqual((await readdir(join(home, 'aside', newest, 'user-app'))).sort(), ['account', 'home'])
    await t.throwsAsync(readdir(elsewhere))
  })

test('prune.sh removes what an interrupted removal left aside', async (t) => {
  const home = await makeHome()
  await mkdir(join(home, 'gone.20261101-103102-aaaa'))
  await mkdir(join(home, 'aside/20261101-103102-aaaa/user-app'), { recursive: true })
  t.true(await prune(home, ['sh']))
  t.deepEqual(await readdir(join(home, 'aside')), [])
})
