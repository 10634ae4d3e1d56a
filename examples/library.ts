// Plans a cluster, applies the plan if no rule of the field is broken, and looks whether the cluster works.
import { apply, plan, verify } from 'evenkeel'

const cluster = { playbook: 'site.yml', inventory: 'hosts.yml' }
const { plays } = await plan(cluster)
console.log(
  'hosts:',
  plays.flatMap(({ batches }) => batches.flatMap(({ hosts }) => hosts.map(({ host }) => host))),
)

const { outcome } = await apply(cluster, { consent: ({ findings }) => findings.length === 0 })
const checks = await verify(cluster)
console.log(
  outcome,
  checks.filter(({ holds }) => !holds),
)
