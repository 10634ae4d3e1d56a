import type { Controller } from '../../controller.ts'
import { asEvenkeelError, EvenkeelError } from '../../errors/error.ts'
import { failureOf } from '../../run/wire/answer.ts'
import { sh, shFile } from '../../shell.ts'
import type { DescribedPairs } from '../described-pairs.ts'
import type { HostGuard } from '../host-guard.ts'
import { PairOperation } from '../operation.ts'
import { beginCopy, copyByBackup, copyByClone, endCopy } from './copy.ts'
import { type Method, methodFor, refuseImpossibleCopy } from './method.ts'
import { type Relation, relationOf } from './relation.ts'
import type { Deletion, RejoinReport, Saved } from './report.ts'
import { bytesText, readSizes, type Sizes } from './sizes.ts'

const SIZES = shFile(new URL('./sizes.sh', import.meta.url))
const TRANSACTIONS = shFile(new URL('../../target/databases/transactions.sh', import.meta.url))
const ONLY_HERE = shFile(new URL('./only-here.sh', import.meta.url))
const STORE = '/var/lib/evenkeel-writer'
const PHASES = 6
/** Seconds in which the host must replicate from the writer. */
const FOLLOWING = 60
/** Lines of the decoded transactions that are shown. */
const SHOWN = 40

export interface RejoinOptions {
  readonly host: string
  /** `clone` or `backup`; undefined for the engine's own. */
  readonly method?: string | undefined
  /** Asks before anything is deleted; throws `declined` or `irreversible`. */
  consent(deletion: Deletion): Promise<void>
}

/**
 * Brings a host of a database pair back as the standby: by the channel alone if it has nothing of its own, else by a copy of
 * the writer's data. What only the host has is saved there first. Throws what is refused before the first change.
 */
export async function rejoin(
  described: DescribedPairs,
  controller: Controller,
  options: RejoinOptions,
): Promise<RejoinReport> {
  const operation = await PairOperation.open(described, options.host, controller)
  try {
    const method = methodFor(operation.pair.engine, options.method)
    return await new Return(operation, options, method).carryOut()
  } finally {
    await operation.close()
  }
}

/** The state of both hosts before anything is changed. */
interface Found {
  readonly relation: Relation
  readonly here: Sizes
  readonly there: Sizes
}

class Return {
  readonly #operation: PairOperation
  readonly #options: RejoinOptions
  readonly #method: Method
  readonly #host: HostGuard
  readonly #writer: HostGuard

  constructor(operation: PairOperation, options: RejoinOptions, method: Method) {
    this.#operation = operation
    this.#options = options
    this.#method = method
    this.#host = operation.guard(options.host)
    this.#writer = operation.guard(operation.peerOf(options.host))
  }

  async carryOut(): Promise<RejoinReport> {
    await this.#operation.lock()
    const found = await this.#operation.phase(
      { number: 1, of: PHASES, title: `${this.#host.host} compared with ${this.#writer.host}` },
      () => this.#compare(),
      ({ relation }) => relationText(relation),
    )
    const { relation } = found
    if (relation.kind === 'joins') return this.#end(relation, undefined, () => this.#follow())
    refuseImpossibleCopy(
      this.#method,
      { host: this.#host.host, sizes: found.here },
      { host: this.#writer.host, sizes: found.there },
    )
    const saved = relation.kind === 'differs' ? await this.#save(relation) : undefined
    if (relation.kind === 'differs') await this.#options.consent(this.#deletion(relation, found, saved))
    this.#operation.refuseStop()
    return this.#end(relation, saved, () => this.#copy(found), this.#method)
  }

  async #compare(): Promise<Found> {
    const [here, there] = await Promise.all([this.#host.state(), this.#writer.state()])
    if (here.open)
      throw new EvenkeelError('check', `Cannot rejoin ${this.#host.host}: it is the writer.`, {
        hint: `To make the other one the writer: evenkeel switchover --to ${this.#writer.host}`,
      })
    if (!there.open)
      throw new EvenkeelError('check', `Cannot rejoin ${this.#host.host}: ${this.#writer.host} takes no writes`, {
        host: this.#writer.host,
        hint: `Its guard says: ${there.reason}`,
      })
    const isHalfCopied = (await this.#host.run(sh`test -d ${STORE}/copying`)).status === 0
    // A server whose copy was interrupted may not even start: there is nothing to compare.
    const [sizesThere, sizesHere, compared] = await Promise.all([
      sizesOf(this.#writer),
      isHalfCopied ? halfCopiedSizes(this.#host) : sizesOf(this.#host),
      isHalfCopied ? new Map<string, string>() : this.#host.compare(),
    ])
    const relation = relationOf({ state: here, compared, hasData: sizesHere.schemas > 0, isHalfCopied })
    return { relation, here: sizesHere, there: sizesThere }
  }

  /** Writes what only this host has into a file there. */
  async #save({ only }: Extract<Relation, { kind: 'differs' }>): Promise<Saved | undefined> {
    if (only === undefined) return undefined
    const path = `${STORE}/only-on-${this.#host.host}-${this.#operation.run}.sql`
    return this.#operation.phase(
      { number: 2, of: PHASES, title: `what only ${this.#host.host} has is saved` },
      async () => {
        const result = await this.#host.sql(
          sh`${TRANSACTIONS}\n${ONLY_HERE}\nsave_transactions ${path} ${only} ${SHOWN}`,
          {
            silence: 10 * 60_000,
          },
        )
        if (result.status !== 0) throw failureOf(result, this.#host.host, 'save what only it has')
        const [first = '', ...decoded] = Buffer.from(result.stdout, 'latin1').toString('utf8').trimEnd().split('\n')
        return { set: only, path, bytes: Number(first.replace('bytes=', '')), decoded }
      },
      (saved) => `${only}, ${bytesText(saved.bytes)} in ${path}`,
    )
  }

  #deletion(
    relation: Extract<Relation, { kind: 'differs' }>,
    { here, there }: Found,
    saved: Saved | undefined,
  ): Deletion {
    return {
      host: this.#host.host,
      writer: this.#writer.host,
      why: relation.why,
      schemas: here.schemas,
      data: here.data,
      copied: there.used,
      saved,
    }
  }

  async #copy({ there }: Found): Promise<void> {
    const { pair } = this.#operation
    const { host } = this.#host
    const copy = { pair, target: this.#host, source: this.#writer, total: there.used }
    await this.#phase(3, `${host} stays closed until its data is whole`, () => beginCopy(copy))
    await this.#phase(4, `the data of ${this.#writer.host} is copied to ${host}`, (note) =>
      this.#method === 'clone' ? copyByClone({ ...copy, note }) : copyByBackup({ ...copy, note }),
    )
    await this.#phase(5, `${host} has its own accounts and its channel`, () => endCopy(copy))
    await this.#follow()
  }

  #phase(number: number, title: string, work: (note: (text: string) => void) => Promise<void>): Promise<void> {
    return this.#operation.phase({ number, of: PHASES, title }, work)
  }

  /** The guard of the host compares, and starts the channel. */
  async #follow(): Promise<void> {
    const title = `${this.#host.host} replicates from ${this.#writer.host}`
    await this.#phase(PHASES, title, (note) => this.#host.untilFollowing(FOLLOWING, note))
  }

  async #end(
    relation: Relation,
    saved: Saved | undefined,
    work: () => Promise<void>,
    method?: Method,
  ): Promise<RejoinReport> {
    const failure = await work().then(() => undefined, asEvenkeelError)
    const { run, phases } = this.#operation
    const outcome = failure === undefined ? 'joined' : 'closed'
    const [host, writer] = [this.#host.host, this.#writer.host]
    return { outcome, host, writer, relation: relation.kind, method, saved, run, phases, failure }
  }
}

function relationText(relation: Relation): string {
  switch (relation.kind) {
    case 'joins':
      return 'it lacks at most what it can fetch'
    case 'half copied':
      return 'an earlier copy did not end'
    case 'empty':
      return `it is empty: ${relation.why}`
    case 'differs':
      return relation.only === undefined ? relation.why : `${relation.why}: ${relation.only}`
  }
}

async function sizesOf(guard: HostGuard): Promise<Sizes> {
  const result = await guard.sql(sh`${SIZES}\nsizes`)
  if (result.status !== 0) throw failureOf(result, guard.host, 'say how much data it holds')
  return readSizes(result.stdout)
}

/** Its server may be down: the disk was large enough when the copy began. */
async function halfCopiedSizes(guard: HostGuard): Promise<Sizes> {
  const result = await guard.sql(sh`${SIZES}\nprograms`)
  return { ...readSizes(result.stdout), free: Number.POSITIVE_INFINITY }
}
