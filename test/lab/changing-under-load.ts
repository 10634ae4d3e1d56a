import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { Cluster } from './cluster.ts'
import { withoutHost, withVariable } from './inventory-edits.ts'
import { type LoadTarget, loadWords, underLoad } from './load.ts'
import { stateChanges } from './outage.ts'

/** A balancer that is changed under load, and must lose no request. */
export interface Balancer {
  readonly playbook: string
  readonly inventory: string
  /** Edits the playbook first, if weights would have no effect in it. */
  readonly prepare?: (playbook: string) => string
  /** The requests, through the VIP. */
  readonly target: LoadTarget
  readonly balancers: readonly string[]
  /** The unit that is reloaded. */
  readonly unit: string
  /** The servers from the start. */
  readonly servers: readonly string[]
  /** The server that is added; it then gets the weight 3. */
  readonly added: string
  /** A self-signed certificate on the balancers, with its key, that expires soon. */
  readonly certificate?: string
}

/** Registers the tests. */
export function testUnderLoad(balancer: Balancer): void {
  const cluster = new Cluster(balancer.inventory)
  const files = { folder: '', playbook: '', less: '', weighted: '' }

  const apply = async (t: ExecutionContext, inventory: string) => {
    const answer = await cluster.controller('bin/evenkeel', 'apply', files.playbook, '-i', inventory, '--yes')
    t.is(answer.status, 0, answer.stdout + answer.stderr)
    t.notRegex(answer.stdout, /Nothing to do/)
  }
  const losesNothing = async (t: ExecutionContext, change: () => Promise<void>) => {
    const report = await underLoad(cluster, balancer.target, change)
    t.log(loadWords(report))
    if (Object.keys(report.lost).length > 0) t.log(await stateChanges(cluster, balancer.balancers))
    t.deepEqual(report.lost, {})
    t.true(report.requests > 1000)
  }
  const onBalancers = (script: string) => Promise.all(balancer.balancers.map((host) => cluster.on(host, script)))

  test.before(async () => {
    files.folder = await mkdtemp(join(tmpdir(), 'evenkeel-under-load-'))
    const write = async (name: string, content: string) => {
      const path = join(files.folder, name)
      await writeFile(path, content)
      return path
    }
    const [playbook, inventory] = await Promise.all(
      [balancer.playbook, balancer.inventory].map((path) => readFile(path, 'utf8')),
    )
    files.playbook = await write('playbook.yml', balancer.prepare?.(playbook ?? '') ?? playbook ?? '')
    files.less = await write('less.yml', withoutHost(inventory ?? '', balancer.added))
    files.weighted = await write('weighted.yml', withVariable(inventory ?? '', balancer.added, 'weight', 3))
    await cluster.lab('down')
    await cluster.lab('up')
  })

  test.after.always(async () => {
    await cluster.lab('down')
    await rm(files.folder, { recursive: true })
  })

  test.serial('a load loses no request, and reports those lost if servers stop', async (t) => {
    await apply(t, files.less)
    await losesNothing(t, async () => {})
    const all = (verb: string) =>
      Promise.all(balancer.servers.map((host) => cluster.on(host, `systemctl ${verb} nginx`)))
    const report = await underLoad(cluster, balancer.target, async () => {
      await all('stop')
      // Balancers retry a server for a while before they give a request up.
      await sleep(10_000)
      await all('start')
    })
    t.log(loadWords(report))
    t.not(Object.keys(report.lost).length, 0)
  })

  test.serial('adding a real server loses no request', (t) => losesNothing(t, () => apply(t, balancer.inventory)))

  test.serial('changing a weight loses no request', (t) => losesNothing(t, () => apply(t, files.weighted)))

  const { certificate } = balancer
  if (certificate !== undefined)
    test.serial('renewing a certificate loses no request', async (t) => {
      const fingerprints = () => onBalancers(`openssl x509 -noout -fingerprint -in ${certificate}`)
      // A certificate that expires in ten days.
      await onBalancers(
        `cd /run && openssl x509 -in ${certificate} -signkey ${certificate} -days 10 -out old &&
         openssl pkey -in ${certificate} >>old && cat old >${certificate} && rm old`,
      )
      const before = await fingerprints()
      await losesNothing(t, () => apply(t, files.weighted))
      for (const [index, one] of (await fingerprints()).entries()) t.not(one, before[index])
    })

  test.serial('reloading the balancers loses no request', (t) =>
    losesNothing(t, async () => {
      for (let count = 0; count < 5; count += 1) await onBalancers(`systemctl reload ${balancer.unit}; sleep 1`)
    }),
  )
}
