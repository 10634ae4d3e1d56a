import test from 'ava'
import { countChanges } from '../../../../engine/plan/plan.ts'
import { command } from '../../../../engine/resources/command.ts'
import { apply } from '../../../../engine/run/apply.ts'
import { history } from '../../../../engine/run/history.ts'
import { rollback } from '../../../../engine/run/rollback.ts'
import type { LocalHost } from '../../../support/local-host.ts'
import { assign, consent, controllerOf, ours, withHosts } from '../../../support/scene.ts'

/** Three changes by the plan; the file comes with the package, as it is described. */
function resources(host: LocalHost) {
  const [provider, file] = [host.path('package'), host.path('brought.conf')]
  const package_ = command({
    name: 'package',
    run: `touch ${provider}; echo ours >${file}\n: '\n# 1: + file /etc/not-a-change\n'`,
    unless: `test -e ${provider}`,
    undo: `rm -f ${provider} ${file}`,
  })
  return [package_, ours(file, 'ours\n', {}, { readableAfter: package_.id }), ours(host.path('a.conf'), 'one\n')]
}

test('apply() and history() count the same changes: those that were made', async (t) => {
  await withHosts(['web1', 'web2'], async (...hosts) => {
    const { plan, hosts: reports, run } = await apply(assign(hosts, resources), controllerOf(hosts), { consent })
    t.is(countChanges(plan), 6)
    t.deepEqual(
      reports.map(({ host, outcome, changes }) => [host, outcome, changes]),
      [
        ['web1', 'committed', 2],
        ['web2', 'committed', 2],
      ],
    )
    const targets = hosts.map(({ target }) => target)
    const [record] = await history(targets, controllerOf(hosts))
    t.is(record?.run, run)
    t.deepEqual(
      record?.hosts.map(({ changes }) => changes),
      [2, 2],
    )
    const back = await rollback(targets, undefined, controllerOf(hosts), { consent })
    const [undone] = await history(targets, controllerOf(hosts))
    t.deepEqual(
      undone?.hosts.map(({ changes }) => changes),
      back.hosts.map(({ changes }) => changes),
    )
  })
})

test('apply() that only records has changed nothing', async (t) => {
  await withHosts(['web1'], async (web1) => {
    const described = (playbook: string) => assign([web1], resources, { playbook })
    await apply(described('First'), controllerOf([web1]), { consent })
    const { hosts } = await apply(described('Second'), controllerOf([web1]), { consent })
    t.deepEqual(
      hosts.map(({ outcome, changes }) => [outcome, changes]),
      [['committed', 0]],
    )
    const [record] = await history([web1.target], controllerOf([web1]))
    t.deepEqual(
      record?.hosts.map(({ outcome, changes }) => [outcome, changes]),
      [['committed', 0]],
    )
  })
})
