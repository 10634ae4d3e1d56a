import test from 'ava'
import role from '../../roles/mysql/role.ts'
import { contextOf, lb1, lb2 } from '../roles/hosts.ts'
import { examples } from '../roles/mysql/examples.ts'
import { judgeIn } from '../validators/judge.ts'
import { databaseRoot, ENGINES, ensureDatabaseRoots } from './roots.ts'

test.before(ensureDatabaseRoots)

for (const engine of ENGINES) {
  for (const [what, { vars }] of Object.entries(examples)) {
    test(`the ${engine} server accepts the drop-in without a warning: ${what}`, async (t) => {
      const context = contextOf(role.vars.parse({ ...vars, engine }), lb1, [lb1, lb2])
      const root = await databaseRoot(engine, () => {})
      const { judged, complaints } = await judgeIn(root, lb1.facts, role.resources(context))
      t.deepEqual(complaints, [])
      t.is(judged.length, 1)
    })
  }
}
