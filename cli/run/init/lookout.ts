import { EvenkeelError } from '../../../engine/errors/error.ts'
import { foldNames } from '../../../engine/host-names.ts'
import type { AnswerKey } from '../../init/answers.ts'
import { type Finding, findings } from '../../init/findings.ts'
import { allHosts } from '../../init/hosts.ts'
import { holdersOf } from '../../init/networks.ts'
import type { State } from '../../init/question.ts'
import type { Sights } from '../../init/sights.ts'
import type { VipKey } from '../../init/topologies/topology.ts'
import type { Io } from '../../io.ts'
import { folded } from '../../view/init/folded.ts'
import { BACK, type Prompter } from '../../view/init/prompter.ts'
import { findingText, sightText } from '../../view/init/sights.ts'
import type { Paint } from '../../view/paint.ts'
import { askSecret } from '../../view/questions.ts'
import { untilInterrupted } from '../interruption.ts'
import { failureLine, type Surveyor } from './surveyor.ts'
import { targetsOf } from './targets.ts'
import { trustedKeys } from './trusted-keys.ts'

export interface LookoutOptions {
  readonly surveyor: Surveyor
  readonly prompter: Prompter | undefined
  readonly io: Io
  readonly paint: Paint
}

/**
 * Tells between two questions what the surveyor saw meanwhile, and asks what it needs: whether to trust the keys of unknown
 * hosts, passphrases, and what to do about hosts that cannot be reached.
 */
export class Lookout {
  readonly #options: LookoutOptions
  readonly #told = new Set<string>()
  #correction: AnswerKey | undefined

  constructor(options: LookoutOptions) {
    this.#options = options
  }

  get sights(): Sights {
    return this.#options.surveyor.sights
  }

  /** Begins to look at the hosts, if the answers want that. */
  async start(state: State): Promise<void> {
    const { surveyor } = this.#options
    if (state.answers.look !== true) return surveyor.close()
    this.#told.clear()
    await surveyor.start(targetsOf(state))
  }

  askArp(key: VipKey, state: State): void {
    const vip = state.answers[key]
    if (vip !== undefined) this.#options.surveyor.askArp(vip, holdersOf(key, state))
  }

  /** The question that the operator wants to answer again; each is returned once. */
  takeCorrection(): AnswerKey | undefined {
    const key = this.#correction
    this.#correction = undefined
    return key
  }

  /** Prints what is new. Waits for nothing. */
  async tell(stateOf: () => State): Promise<void> {
    const { surveyor } = this.#options
    await this.#serve()
    for (const host of hostNames(stateOf())) {
      const sight = surveyor.sights.hosts.get(host)
      if (sight !== undefined) this.#once(sightText(host, sight))
    }
    for (const remark of surveyor.takeRemarks()) this.#once(folded(remark, '  '))
    for (const finding of findings(stateOf())) this.#warn(finding)
  }

  /** Waits until all hosts were looked at, and prints what is new. */
  async settle(stateOf: () => State): Promise<void> {
    const { surveyor, io } = this.#options
    if (surveyor.isBusy) this.#tellWaiting(waitedFor(stateOf()))
    do {
      await untilInterrupted(surveyor.idle(), io.interrupted, interrupted)
      await this.#serve()
    } while (surveyor.isBusy)
    await this.tell(stateOf)
    await this.#failures(stateOf)
  }

  /** Answers logins that wait for a passphrase, and asks about unknown keys. */
  async #serve(): Promise<void> {
    const { surveyor, io } = this.#options
    for (let next = surveyor.takeQuestion(); next !== undefined; next = surveyor.takeQuestion()) {
      const { kind, prompt, subject } = next.question
      next.answer(await askSecret(io, prompt, `${kind} of ${subject}`))
    }
    if (this.#options.prompter !== undefined) await this.#unknownKeys(this.#options.prompter)
  }

  async #unknownKeys(prompter: Prompter): Promise<void> {
    const { surveyor, io } = this.#options
    const trusted = await trustedKeys(surveyor.takeUnknownKeys(), prompter, io)
    for (const key of trusted) key.accept()
    surveyor.retry(trusted.map(({ host }) => host))
  }

  /** Says why hosts could not be looked at, once; and lets the operator correct the login. */
  async #failures(stateOf: () => State): Promise<void> {
    const { surveyor, prompter } = this.#options
    const lines = [...surveyor.failures].map(([host, failure]) => folded(failureLine(host, failure), '  '))
    const fresh = lines.filter((line) => this.#once(line))
    if (fresh.length === 0) return
    this.#write('What these hosts would have shown is not known: nobody warns of it.')
    if (prompter === undefined) return
    const choice = await prompter.choose({
      text: 'Go on without looking at them?',
      choices: [
        { value: 'on', title: 'Go on', when: 'the files can be written all the same' },
        { value: 'again', title: 'Try again', when: 'after you have repaired something' },
        { value: 'login', title: 'Correct the login', when: 'the user, sudo, the jump host' },
        { value: 'hosts', title: 'Correct the hosts', when: 'their names and addresses' },
      ],
      preset: 'on',
      canGoBack: false,
    })
    if (choice === 'again') {
      for (const line of lines) this.#told.delete(line)
      surveyor.retry([...surveyor.failures.keys()])
      return this.settle(stateOf)
    }
    if (choice === 'login') this.#correction = stateOf().answers.hosts_from === 'inventory' ? 'hosts_file' : 'user'
    if (choice === 'hosts' || choice === BACK) this.#correction = 'hosts_from'
  }

  /** After the look at the hosts, ARP may still be under way. */
  #tellWaiting(hosts: string): void {
    this.#once(hosts === '' ? 'Waiting for answers by ARP …' : `Waiting for ${hosts} …`)
  }

  #warn(finding: Finding): void {
    this.#once(findingText(finding, this.#options.paint))
  }

  /** Prints a text the first time; returns whether it did. */
  #once(text: string): boolean {
    if (this.#told.has(text)) return false
    this.#told.add(text)
    this.#write(text)
    return true
  }

  #write(text: string): void {
    this.#options.io.stderr.write(`${text}\n`)
  }
}

function waitedFor(state: State): string {
  const { hosts, failures } = state.sights
  return foldNames(hostNames(state).filter((name) => !hosts.has(name) && !failures.has(name)))
}

function hostNames({ topology, answers, existing }: State): readonly string[] {
  return allHosts(topology?.tiers ?? [], answers, existing).map(({ name }) => name)
}

function interrupted(): EvenkeelError {
  return new EvenkeelError('declined', 'Interrupted. Nothing was written.')
}
