import { readdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { apply, remove } from '../../engine/run/apply.ts'
import type { LocalHost } from '../support/local-host.ts'
import { assign, consent, meansOf, ours, withHosts } from '../support/scene.ts'

test('what two playbooks describe stays until the last of them lets it go', async (t) => {
  await withHosts(['web1'], async (web1) => {
    await writeFile(web1.path('shared.conf'), 'found\n')
    const describe = (playbook: string) =>
      assign(
        [web1],
        (host: LocalHost) => [ours(host.path('shared.conf'), 'ours\n'), ours(host.path(`${playbook}.conf`), 'one\n')],
        { playbook },
      )
    for (const playbook of ['First', 'Second']) await apply(describe(playbook), meansOf([web1]), { consent })
    t.is((await remove(describe('First'), meansOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual((await readdir(web1.path(''))).sort(), ['Second.conf', 'shared.conf'])
    t.is(await readFile(web1.path('shared.conf'), 'utf8'), 'ours\n')
    t.is((await remove(describe('Second'), meansOf([web1]), { consent })).outcome, 'committed')
    t.deepEqual(await readdir(web1.path('')), ['shared.conf'])
    t.is(await readFile(web1.path('shared.conf'), 'utf8'), 'found\n')
  })
})
