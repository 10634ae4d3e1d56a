import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { isFirstInNamespace } from '../../../lab/local/processes.ts'
import { labPlace } from '../../../lab/place.ts'
import { processOf } from '../../../lab/uml/kernel.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const place = labPlace('/inventories/two.yml', { XDG_STATE_HOME: '/state' })
const mark = (host: string) => `uml_dir=${place.state}/hosts/${host}/uml`

/** One process: its id, its host, and its ids in this namespace and the ones below. */
type Process = readonly [pid: number, host: string, ids: string]

async function proc(folder: string, processes: readonly Process[]): Promise<string> {
  for (const [pid, host, ids] of processes) {
    await mkdir(join(folder, String(pid)), { recursive: true })
    await writeFile(join(folder, String(pid), 'cmdline'), ['kernel', 'mem=256M', mark(host), ''].join('\0'))
    await writeFile(join(folder, String(pid), 'status'), `Name:\tkernel\nNSpid:\t${ids}\nVmRSS:\t 100 kB\n`)
  }
  return folder
}

const CASES: readonly (readonly [string, readonly Process[], number | undefined])[] = [
  [
    'the kernel after its starter',
    [
      [100, 'web1', '100'],
      [101, 'web1', '101\t1'],
      [102, 'web1', '102\t9'],
    ],
    101,
  ],
  [
    'the kernel among guests with lower ids',
    [
      [31, 'web1', '31\t940'],
      [32700, 'web1', '32700'],
      [32701, 'web1', '32701\t1'],
    ],
    32701,
  ],
  [
    'the kernel with a lower id than its starter',
    [
      [300, 'web1', '300\t1'],
      [32767, 'web1', '32767'],
      [301, 'web1', '301\t7'],
    ],
    300,
  ],
  [
    'none of a host whose kernel died',
    [
      [100, 'web1', '100'],
      [130, 'web1', '130\t44'],
      [131, 'web1', '131\t45'],
    ],
    undefined,
  ],
  [
    'none of a host that is off',
    [
      [100, 'web2', '100'],
      [101, 'web2', '101\t1'],
    ],
    undefined,
  ],
  ['none of a starter that has not forked yet', [[1, 'web1', '1']], undefined],
]

for (const [what, processes, kernel] of CASES)
  test(`processOf() finds ${what}`, async (t) => {
    const folder = await proc(temporaryFolder('processes'), processes)
    t.is(await processOf(place, 'web1', folder), kernel)
  })

test('isFirstInNamespace() is false for a process that is gone', async (t) =>
  t.false(await isFirstInNamespace(2 ** 30)))
