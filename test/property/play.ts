import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Resource } from '../../engine/resources/resource.ts'
import { sh } from '../../engine/shell.ts'
import { deliver, LEASE, place, stagesFor } from './arrival.ts'
import { resourceOf, treeAfter, treeBefore } from './changes.ts'
import type { Crash } from './crash.ts'
import type { Act, Action, Scenario } from './scenario.ts'
import { type Outcome, RUN, ScratchHost } from './scratch-host.ts'
import type { Facts, Tree } from './tree.ts'

/** Plays a scenario on a new host; throws if a promise is broken. */
export async function play(scenario: Scenario, shell: readonly string[]): Promise<void> {
  const before = treeBefore(scenario.changes)
  const host = new ScratchHost(shell, before)
  try {
    const play = new Play(scenario, host, before)
    await play.arrive()
    for (const act of scenario.acts) await play.act(act)
    await play.finish()
    play.judge()
  } catch (error) {
    if (error instanceof Error) error.message += `\n${host.story()}`
    throw error
  } finally {
    await host.remove()
  }
}

class Play {
  readonly #scenario: Scenario
  readonly #host: ScratchHost
  readonly #before: Tree
  readonly #facts: Facts
  /** Undefined if not all of the changes can be made. */
  readonly #after: Tree | undefined
  readonly #loaded: string
  readonly #obstacle: string
  readonly #printedEnds: string[] = []
  #applied = false
  #crashed = false
  /** Since the run was applied, nothing has happened that may revert it. */
  #undisturbed = false
  #mustCommit = false

  constructor(scenario: Scenario, host: ScratchHost, before: Tree) {
    this.#scenario = scenario
    this.#host = host
    this.#before = before
    this.#facts = host.facts()
    this.#after = scenario.changes.reduce<Tree | undefined>((tree, change) => tree && treeAfter(tree, change), before)
    this.#loaded = join(host.folder, 'loaded')
    this.#obstacle = join(host.folder, 'obstacle')
    writeFileSync(this.#loaded, this.#readByService(before))
    writeFileSync(this.#obstacle, '')
  }

  async arrive(): Promise<void> {
    const { crash, unpacked } = this.#scenario
    const stages = stagesFor(this.#host, this.#parts())
    for (const [index, files] of stages.entries()) {
      const isLast = index === stages.length - 1
      const dies = isLast ? crash : null
      if (unpacked && !(await this.#unpack(index + 1, files, dies))) return
      if (!unpacked) await place(this.#host, index + 1, files)
      const { printed, crashed } = await this.#script(['runner.sh', 'forward', `${index + 1}`], unpacked ? null : dies)
      if (crashed) return
      if (printed.trim() !== `${RUN}: applied ${index + 1}`) {
        strictEqual(this.#after, undefined, `the run was not applied: ${printed}`)
        return
      }
    }
    ok(this.#after !== undefined, 'the run was applied, which is impossible')
    this.#applied = stages.length > 0
    this.#undisturbed = this.#applied
  }

  async #unpack(number: number, files: Parameters<typeof deliver>[2], crash: Crash | null): Promise<boolean> {
    const folder = await deliver(this.#host, number, files)
    const { crashed } = await this.#host.script(['unpack.sh', `${number}`], folder, crash ?? undefined)
    this.#crashed ||= crashed
    return !crashed
  }

  #parts(): (readonly Resource[])[] {
    const { changes, cut } = this.#scenario
    const resources = this.#resources()
    return cut === 0 || cut >= changes.length ? [resources] : [resources.slice(0, cut), resources.slice(cut)]
  }

  /** The first resource that stays is the service that reads the watched files: one that goes needs no reload. */
  #resources(): Resource[] {
    const { changes, watched } = this.#scenario
    const resources = changes.map((change) => resourceOf(change, this.#host.root, this.#obstacle))
    const paths = watched.map((path) => join(this.#host.root, path))
    const run = sh`cat /dev/null ${paths} >${this.#loaded} 2>/dev/null || :`
    const reload = { title: 'reload', watches: paths.map((path) => `file:${path}`), run }
    const service = resources.find(({ desired }) => desired !== null)
    return resources.map((resource) => (resource === service ? { ...resource, triggers: [reload] } : resource))
  }

  #readByService(tree: Tree): string {
    if (this.#scenario.changes.every((change) => change.kind !== 'command' && change.after === null)) return ''
    return this.#scenario.watched.map((path) => (tree[path]?.type === 'file' ? tree[path].content : '')).join('')
  }

  async act({ action, beside, crash }: Act): Promise<void> {
    if (this.#host.state === 'nothing') return
    const leaveItOpen = [action, beside ?? action].every((one) => ['renew', 'expect', 'decide'].includes(one))
    const onlyCommit = [action, beside ?? action].every((one) => ['renew', 'expect', 'decide', 'commit'].includes(one))
    this.#undisturbed &&= crash === null && onlyCommit
    this.#mustCommit ||= this.#undisturbed && !leaveItOpen
    if (action === 'boot') await this.#host.powerCut()
    const others = beside === null ? [] : [this.#do(beside, null)]
    await Promise.all([this.#do(action, crash), ...others])
  }

  async #do(action: Action, crash: Crash | null): Promise<unknown> {
    switch (action) {
      case 'watch':
        this.#host.pass(10_000)
        return this.#script(['guard.sh', 'watch'], crash)
      case 'boot': {
        const { crashed } = await this.#script(['guard.sh', 'boot'], crash)
        if (crashed || this.#host.state !== 'reverting') return
        return this.#script(['guard.sh', 'settle'], null)
      }
      case 'renew':
        return this.#script(['lease.sh', 'renew', `${LEASE}`], crash)
      // Only an applied run is told to expect its confirmation, and to commit.
      case 'expect':
      case 'decide': {
        const part = action === 'decide' ? 'pivot' : 'other'
        return this.#applied ? this.#script(['lease.sh', 'expect', '600', '"host"', part], crash) : undefined
      }
      case 'commit':
        return this.#script(['runner.sh', this.#applied ? 'commit' : 'revert'], crash)
      case 'revert':
        return this.#script(['runner.sh', 'revert'], crash)
    }
  }

  /** Runs the guard until the run has ended, then releases a lock that was left, as the next run would. */
  async finish(): Promise<void> {
    const host = this.#host
    for (let tries = 0; tries < 3 && host.state !== 'nothing' && !host.isAtRest; tries++) await this.#do('watch', null)
    for (let waits = 0; this.#crashed && waits < 100 && host.busy(); waits++) await setTimeout(30)
    if (host.state === 'stuck') {
      ok(
        this.#scenario.changes.some((change) => change.kind === 'command' && change.obstacle),
        'the run is stuck without an obstacle',
      )
      ok(host.isLocked, 'the run is stuck, and the host is not locked')
      rmSync(this.#obstacle)
      await this.#script(['runner.sh', 'revert'], null)
    }
    if (host.isLocked && host.state === 'committed') await this.#script(['runner.sh', 'commit'], null)
    if (host.isLocked && host.state === 'reverted') await this.#script(['runner.sh', 'revert'], null)
  }

  judge(): void {
    const host = this.#host
    const isCommitted = host.state === 'committed'
    if (host.state !== 'nothing') this.#judgeEnd(isCommitted ? 'committed' : 'reverted')
    if (this.#mustCommit) ok(isCommitted, 'the run was confirmed in time, and is not committed')
    const tree = isCommitted ? this.#after : this.#before
    ok(tree !== undefined, 'the run is committed, and cannot have been applied')
    deepStrictEqual(host.tree(), tree, `the tree is not as ${isCommitted ? 'wanted' : 'before'}`)
    if (!isCommitted) deepStrictEqual(host.facts(), this.#facts, 'the files are not the ones that were there before')
    strictEqual(host.text('loaded'), this.#readByService(tree), 'the service has not read the files that are there')
  }

  #judgeEnd(end: 'committed' | 'reverted'): void {
    const host = this.#host
    strictEqual(host.state, end)
    ok(!host.isLocked, 'the lock is still held')
    const events = host.text('home/runs', RUN, 'events').matchAll(/^rest (committed|reverted)$/gm)
    const ends = [...this.#printedEnds, ...[...events].map(([, one]) => one)]
    deepStrictEqual(
      ends.filter((one) => one !== end),
      [],
      `the run is ${end}, and a script printed another outcome`,
    )
    strictEqual(
      existsSync(join(host.home, 'managed/test.json')),
      end === 'committed',
      'the record of managed resources',
    )
    for (const name of ['reserve', 'reserved']) ok(!existsSync(join(host.run, name)), `${name} was left`)
  }

  async #script([name = '', ...words]: readonly string[], crash: Crash | null): Promise<Outcome> {
    const outcome = await this.#host.script([join(this.#host.run, name), ...words], '/', crash ?? undefined)
    this.#crashed ||= outcome.crashed
    const [, end] = /: (committed|reverted)\n/.exec(outcome.printed) ?? []
    if (end !== undefined) this.#printedEnds.push(end)
    return outcome
  }
}
