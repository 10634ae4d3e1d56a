import { hostname, userInfo } from 'node:os'
import { asEvenkeelError, type EvenkeelError } from '../../../engine/errors/error.ts'
import { connector } from '../../../engine/host/connect.ts'
import type { HostTarget } from '../../../engine/host/connection.ts'
import type { UnknownHostKey } from '../../../engine/host/host-keys.ts'
import type { Question } from '../../../engine/host/questions.ts'
import { HostPool } from '../../../engine/host-pool.ts'
import { settleAll } from '../../../engine/parallel.ts'
import type { Secret } from '../../../engine/secrets.ts'
import { surveyHost } from '../../../engine/survey/survey.ts'
import { interfaceTowards, isVersion6 } from '../../../roles/kit/addresses.ts'
import type { ArpSight, Sight, Sights } from '../../init/sights.ts'
import { arpSight } from './arp-sight.ts'

export interface SurveyorOptions {
  readonly sshConfig: string | undefined
  readonly acceptNewHostKeys: boolean
  readonly askPassword: boolean
  /** How many hosts are looked at together. */
  readonly forks: number
  /** Whether somebody can be asked for passphrases and passwords. */
  readonly canAsk: boolean
}

/** A question that a login in the background has for the operator. */
export interface LoginQuestion {
  readonly question: Question
  answer(secret: Secret | undefined): void
}

/** One look: the hosts as they are named and logged in to at a time. */
interface Look {
  readonly pool: HostPool
  readonly targets: readonly HostTarget[]
}

/**
 * Looks at hosts in the background, and changes nothing there. It prints and asks nothing: what it saw, the keys of
 * unknown hosts and the questions of logins wait until the conversation has time for them.
 */
export class Surveyor {
  readonly #options: SurveyorOptions
  readonly #hosts = new Map<string, Sight>()
  readonly #failures = new Map<string, EvenkeelError>()
  readonly #arp: ArpSight[] = []
  readonly #asked = new Set<string>()
  readonly #unknownKeys = new Map<string, UnknownHostKey>()
  readonly #questions: LoginQuestion[] = []
  readonly #remarks: string[] = []
  readonly #pending = new Set<Promise<void>>()
  #wake = Promise.withResolvers<void>()
  #look: Look | undefined

  constructor(options: SurveyorOptions) {
    this.#options = options
  }

  get sights(): Sights {
    const failures = new Map([...this.#failures].map(([host, { message }]) => [host, message]))
    return { hosts: new Map(this.#hosts), failures, arp: [...this.#arp] }
  }

  get failures(): ReadonlyMap<string, EvenkeelError> {
    return this.#failures
  }

  get isBusy(): boolean {
    return this.#pending.size > 0
  }

  /** Begins to look at these hosts, unless it does so already. Earlier hosts are let go. */
  async start(targets: readonly HostTarget[]): Promise<void> {
    if (JSON.stringify(this.#look?.targets) === JSON.stringify(targets)) return
    await this.close()
    // A login of an earlier look may still be under way.
    const isCurrent = () => this.#look?.pool === pool
    const pool: HostPool = new HostPool({
      connect: connector({
        sshConfig: this.#options.sshConfig,
        acceptNewHostKeys: this.#options.acceptNewHostKeys,
        askPassword: this.#options.askPassword,
        onUnknownHostKey: (key) => {
          if (isCurrent()) this.#unknownKeys.set(key.host, key)
        },
        ask: this.#options.canAsk ? async (question) => (isCurrent() ? this.#ask(question) : undefined) : undefined,
        remark: (sentence) => this.#remarks.push(sentence),
      }),
      forks: this.#options.forks,
      emit: (event) => {
        if (event.type === 'remark') this.#remarks.push(event.message)
      },
      operator: `${userInfo().username}@${hostname()}`,
    })
    this.#look = { pool, targets }
    this.#run(this.#survey(this.#look, targets))
  }

  /** The keys of unknown hosts so far; each is returned once. */
  takeUnknownKeys(): readonly UnknownHostKey[] {
    const keys = [...this.#unknownKeys.values()]
    this.#unknownKeys.clear()
    return keys
  }

  takeRemarks(): readonly string[] {
    const remarks = [...this.#remarks]
    this.#remarks.length = 0
    return remarks
  }

  takeQuestion(): LoginQuestion | undefined {
    return this.#questions.shift()
  }

  /** Looks at hosts again that could not be looked at. */
  retry(hosts: readonly string[]): void {
    const look = this.#look
    if (look === undefined || hosts.length === 0) return
    for (const host of hosts) this.#failures.delete(host)
    this.#run(
      this.#survey(
        look,
        look.targets.filter(({ name }) => hosts.includes(name)),
      ),
    )
  }

  /** Asks by ARP, from up to two of these hosts, whether an IPv4 address is in use. */
  askArp(vip: string, hosts: readonly string[]): void {
    const look = this.#look
    if (look === undefined || isVersion6(vip) || this.#asked.has(vip)) return
    const near = hosts.flatMap((host) => {
      const found = interfaceTowards(this.#hosts.get(host)?.facts, vip)
      return found === undefined ? [] : [{ host, interface: found.name }]
    })
    if (near.length > 0) this.#asked.add(vip)
    for (const { host, interface: name } of near.slice(0, 2)) this.#run(this.#askFrom(look, host, name, vip))
  }

  /** Waits until nothing is under way, or a login has a question. */
  async idle(): Promise<void> {
    if (this.#questions.length > 0) return
    this.#wake = Promise.withResolvers()
    await Promise.race([Promise.all(this.#pending), this.#wake.promise])
  }

  async close(): Promise<void> {
    const look = this.#look
    this.#look = undefined
    for (const { answer } of this.#questions.splice(0)) answer(undefined)
    for (const map of [this.#hosts, this.#failures, this.#unknownKeys, this.#asked]) map.clear()
    this.#arp.length = 0
    await look?.pool.close()
  }

  #run(work: Promise<void>): void {
    const tracked = work.catch(() => undefined).finally(() => this.#pending.delete(tracked))
    this.#pending.add(tracked)
  }

  #ask(question: Question): Promise<Secret | undefined> {
    const answer = Promise.withResolvers<Secret | undefined>()
    this.#questions.push({ question, answer: answer.resolve })
    this.#wake.resolve()
    return answer.promise
  }

  async #survey(look: Look, targets: readonly HostTarget[]): Promise<void> {
    await settleAll(targets, this.#options.forks, async (target) => {
      try {
        await look.pool.connect([target])
        const survey = await surveyHost(look.pool.connection(target.name))
        const { facts } = look.pool.profile(target.name)
        if (this.#look === look) this.#hosts.set(target.name, { ...survey, facts })
      } catch (error) {
        if (this.#look === look) this.#failures.set(target.name, asEvenkeelError(error))
      }
    })
  }

  async #askFrom(look: Look, host: string, interfaceName: string, vip: string): Promise<void> {
    const answer = await arpSight(look.pool.connection(host), interfaceName, vip)
    if (this.#look === look) this.#arp.push(answer)
  }
}

/** A host that was to be looked at, and was not. The usual advice for one that cannot be reached is about other commands. */
export function failureLine(host: string, { code, message, hint }: EvenkeelError): string {
  const named = message.includes(host) ? message : `${host}: ${message}`
  return hint === undefined || code === 'unreachable' ? `${named}.` : `${named}. ${hint}`
}
