import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Resource } from '../../engine/resources/resource.ts'
import { sh } from '../../engine/shell.ts'
import { deliver, LEASE, place, stagesFor } from './arrival.ts'
import { resourceOf, treeAfter, treeBefore } from './changes.ts'
import type { Crash } from './crash.ts'
import type { Scenario, Visit, Visitor } from './scenario.ts'
import { type Outcome, RUN, ScratchHost } from './scratch-host.ts'
import type { Tree } from './tree.ts'

/** Plays a scenario on a host of its own; throws where something of what is promised does not hold. */
export async function play(scenario: Scenario, shell: readonly string[]): Promise<void> {
  const before = treeBefore(scenario.changes)
  const host = new ScratchHost(shell, before)
  try {
    const play = new Play(scenario, host, before)
    await play.arrive()
    for (const visit of scenario.visits) await play.visit(visit)
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
  /** Undefined where not all of the changes can be made. */
  readonly #after: Tree | undefined
  readonly #loaded: string
  readonly #obstacle: string
  readonly #said: string[] = []
  #applied = false
  #crashed = false
  /** Nothing has happened since it was applied but what leaves it open. */
  #undisturbed = false
  #mustStay = false

  constructor(scenario: Scenario, host: ScratchHost, before: Tree) {
    this.#scenario = scenario
    this.#host = host
    this.#before = before
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
        strictEqual(this.#after, undefined, `it was not applied: ${printed}`)
        return
      }
    }
    ok(this.#after !== undefined, 'it was applied, which cannot be')
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

  /** The first of them is the service that reads what is watched. */
  #resources(): Resource[] {
    const { changes, watched } = this.#scenario
    const resources = changes.map((change) => resourceOf(change, this.#host.root, this.#obstacle))
    const paths = watched.map((path) => join(this.#host.root, path))
    const run = sh`cat /dev/null ${paths} >${this.#loaded} 2>/dev/null || :`
    const reload = { title: 'reload', watches: paths.map((path) => `file:${path}`), run }
    return resources.map((resource, index) => (index === 0 ? { ...resource, triggers: [reload] } : resource))
  }

  #readByService(tree: Tree): string {
    return this.#scenario.watched.map((path) => (tree[path]?.type === 'file' ? tree[path].content : '')).join('')
  }

  async visit({ who, beside, crash }: Visit): Promise<void> {
    if (this.#host.state === 'nothing') return
    const leaveItOpen = [who, beside ?? who].every((one) => ['renew', 'expect', 'decide'].includes(one))
    const onlyCommit = [who, beside ?? who].every((one) => ['renew', 'expect', 'decide', 'commit'].includes(one))
    this.#undisturbed &&= crash === null && onlyCommit
    this.#mustStay ||= this.#undisturbed && !leaveItOpen
    if (who === 'boot') await this.#host.powerCut()
    const others = beside === null ? [] : [this.#come(beside, null)]
    await Promise.all([this.#come(who, crash), ...others])
  }

  async #come(who: Visitor, crash: Crash | null): Promise<unknown> {
    switch (who) {
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
      // Only what was applied is told to expect its confirmation, and to commit.
      case 'expect':
      case 'decide': {
        const part = who === 'decide' ? 'pivot' : 'other'
        return this.#applied ? this.#script(['lease.sh', 'expect', '600', '"host"', part], crash) : undefined
      }
      case 'commit':
        return this.#script(['runner.sh', this.#applied ? 'commit' : 'revert'], crash)
      case 'revert':
        return this.#script(['runner.sh', 'revert'], crash)
    }
  }

  /** The guard comes until the run has ended; whoever wants the host next gives a lock back that was left behind. */
  async finish(): Promise<void> {
    const host = this.#host
    for (let tries = 0; tries < 3 && host.state !== 'nothing' && !host.isAtRest; tries++)
      await this.#come('watch', null)
    for (let waits = 0; this.#crashed && waits < 100 && host.busy(); waits++) await setTimeout(30)
    if (host.state === 'stuck') {
      ok(
        this.#scenario.changes.some((change) => change.kind === 'command' && change.obstacle),
        'it is stuck',
      )
      ok(host.isLocked, 'it is stuck, and free for others')
      rmSync(this.#obstacle)
      await this.#script(['runner.sh', 'revert'], null)
    }
    if (host.isLocked && host.state === 'committed') await this.#script(['runner.sh', 'commit'], null)
    if (host.isLocked && host.state === 'reverted') await this.#script(['runner.sh', 'revert'], null)
  }

  judge(): void {
    const host = this.#host
    const isKept = host.state === 'committed'
    if (host.state !== 'nothing') this.#judgeEnd(isKept ? 'committed' : 'reverted')
    if (this.#mustStay) ok(isKept, 'it was confirmed in time, and is not kept')
    const tree = isKept ? this.#after : this.#before
    ok(tree !== undefined, 'it is kept, and cannot have been applied')
    deepStrictEqual(host.tree(), tree, `the tree is not as ${isKept ? 'wanted' : 'before'}`)
    strictEqual(host.text('loaded'), this.#readByService(tree), 'the service runs with other files than there are')
  }

  #judgeEnd(end: 'committed' | 'reverted'): void {
    const host = this.#host
    strictEqual(host.state, end)
    ok(!host.isLocked, 'the lock is still held')
    const told = host.text('home/runs', RUN, 'events').matchAll(/^rest (committed|reverted)$/gm)
    const words = [...this.#said, ...[...told].map(([, word]) => word)]
    deepStrictEqual(
      words.filter((word) => word !== end),
      [],
      `it is ${end}, and somebody said otherwise`,
    )
    strictEqual(existsSync(join(host.home, 'managed/test.json')), end === 'committed', 'what is managed here')
    for (const name of ['reserve', 'reserved']) ok(!existsSync(join(host.run, name)), `${name} was left`)
  }

  async #script([name = '', ...words]: readonly string[], crash: Crash | null): Promise<Outcome> {
    const outcome = await this.#host.script([join(this.#host.run, name), ...words], '/', crash ?? undefined)
    this.#crashed ||= outcome.crashed
    const [, end] = /: (committed|reverted)\n/.exec(outcome.printed) ?? []
    if (end !== undefined) this.#said.push(end)
    return outcome
  }
}
