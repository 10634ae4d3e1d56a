import { setTimeout as sleep } from 'node:timers/promises'
import type { ExecutionContext } from 'ava'
import { quote } from '../../../engine/shell.ts'
import { labPlace } from '../../../lab/place.ts'
import { Life } from '../life.ts'
import { holders, stateChanges } from '../outage.ts'
import { compareRows, insertingRows, type RowsOrder, type RowsReport, rowsWords } from './load.ts'

export const DATABASES = ['db1', 'db2'] as const

export const VIP = '10.77.0.101'

const WRITER = '/usr/local/lib/evenkeel/writer/writer'
export const TABLE = 'shop.load_rows'
const LOADER = { user: 'loader', password: 'example-of-the-loader' }
/** Rows of one load never get an id of another one. */
const IDS_OF_A_LOAD = 10_000_000

/** The rows of a load besides their ids. */
export type Rate = Pick<RowsOrder, 'connections' | 'perSecond'>

/** Slow enough for each row to have its own moment. */
export const SLOW: Rate = { connections: 1, perSecond: 100 }
export const FULL_LOAD: Rate = { connections: 8 }

/** A ready playbook with a pair of databases, and where its clients connect. */
export interface PairPlace {
  readonly name: string
  readonly managed: readonly string[]
  readonly address: string
  readonly port: number
}

/** The lab of a ready playbook with two databases: of the engine's own one, if no other is named. */
export class PairLab {
  readonly life: Life
  readonly engine: 'mariadb' | 'mysql'
  readonly #playbook: string
  readonly #login: RowsOrder['login']
  #loads = 0

  constructor(engine: 'mariadb' | 'mysql', place: Partial<PairPlace> = {}) {
    const { name = `${engine}-dual-master`, managed = DATABASES, address = VIP, port = 3306 } = place
    this.life = new Life({ name, managed, provider: 'nspawn' })
    this.engine = engine
    this.#playbook = `playbooks/${name}.yml`
    this.#login = { address, port, ...LOADER }
  }

  get cluster() {
    return this.life.cluster
  }

  get place() {
    return labPlace(this.cluster.inventory)
  }

  /** Runs SQL as root on a database, and returns the rows, with tabs between the columns. Throws if it fails. */
  async sql(host: string, text: string): Promise<string> {
    return (await this.cluster.on(host, `printf %s ${quote(text)} | ${this.engine} -N -B`)).trimEnd()
  }

  /** Makes the table and the account of {@link underLoad}. */
  async prepareLoad(): Promise<void> {
    const writer = await this.untilOneWriter()
    const { user, password } = LOADER
    await this.sql(
      writer,
      `CREATE TABLE ${TABLE} (id INT PRIMARY KEY, server INT UNSIGNED NOT NULL);
       CREATE USER ${user}@'%' IDENTIFIED BY '${password}'; GRANT INSERT ON shop.* TO ${user}@'%';`,
    )
  }

  /** Inserts rows through the address during a change. */
  async underLoad(t: ExecutionContext, rate: Rate, change: () => Promise<void>): Promise<RowsReport> {
    this.#loads += 1
    const order = { ...rate, login: this.#login, table: TABLE, firstId: this.#loads * IDS_OF_A_LOAD }
    const report = await insertingRows(this.cluster, order, async () => {
      await sleep(5000)
      await change()
      await sleep(5000)
    })
    t.log(rowsWords(report))
    t.true(report.acknowledged.length > 0, 'rows were acknowledged')
    return report
  }

  /** Asserts that a server has all acknowledged rows of a load, and none that was never sent. */
  async assertComplete(t: ExecutionContext, host: string, report: RowsReport): Promise<void> {
    const { first } = report.sent
    const rows = await this.sql(
      host,
      `SELECT id FROM ${TABLE} WHERE id BETWEEN ${first} AND ${first + IDS_OF_A_LOAD - 1}`,
    )
    const present = rows === '' ? [] : rows.split('\n').map(Number)
    t.deepEqual(compareRows(report, present), { missing: [], unknown: [] }, host)
  }

  /** Asserts that all rows are equal on both servers, once the standby has fetched them. */
  async assertEqual(t: ExecutionContext): Promise<void> {
    const digests = () => Promise.all(DATABASES.map((host) => this.sql(host, `CHECKSUM TABLE ${TABLE}`)))
    let [one, other] = await digests()
    for (const deadline = Date.now() + 120_000; one !== other && Date.now() < deadline; await sleep(1000))
      [one, other] = await digests()
    t.is(one, other)
  }

  /** What a guard says; empty for a host that is off. */
  async state(host: string): Promise<Readonly<Record<string, string>>> {
    const { stdout } = await this.cluster.tryOn(host, `timeout 5 ${WRITER} state`)
    return Object.fromEntries(
      stdout.split('\n').map((line): [string, string] => {
        const split = line.indexOf('=')
        return [line.slice(0, split), line.slice(split + 1)]
      }),
    )
  }

  /** Waits until exactly one of these servers is open, and has the address, and returns it. */
  async untilOneWriter(hosts: readonly string[] = DATABASES, seconds = 120): Promise<string> {
    let seen = ''
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(1000)) {
      const states = await Promise.all(hosts.map((host) => this.state(host)))
      const open = hosts.filter((_, index) => states[index]?.open === 'yes')
      const [writer] = open
      const held = await holders(this.cluster, hosts, VIP)
      if (writer !== undefined && open.length === 1 && held.join() === writer) return writer
      const said = states.map(({ reason, vip, keepalived }) => `${reason} (vip=${vip}, keepalived ${keepalived})`)
      seen = `open: ${open.join()}; the address: ${held.join()}; ${said.join('; ')}`
    }
    throw new Error(`not one writer within ${seconds} s: ${seen}\n${await stateChanges(this.cluster, hosts)}`)
  }

  /** Waits until the channels of both servers run. */
  async untilInStep(seconds = 120): Promise<void> {
    let seen = ''
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(1000)) {
      const states = await Promise.all(DATABASES.map((host) => this.state(host)))
      if (states.every(({ channel }) => channel === 'running')) return
      seen = states.map(({ channel, channel_error }) => `${channel} ${channel_error ?? ''}`).join('; ')
    }
    throw new Error(`a channel does not run after ${seconds} s: ${seen}`)
  }

  /** Waits until a server has recovered from its crash. One whose data is half copied may never. */
  async untilAnswering(host: string, seconds = 300): Promise<void> {
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(1000)) {
      const { server, reason = '' } = await this.state(host)
      if (server === 'answers' || reason.includes('half copied')) return
    }
    throw new Error(`the server of ${host} does not answer after ${seconds} s`)
  }

  /** Waits until commits wait for the standby. */
  async untilSemisync(seconds = 120): Promise<void> {
    const writer = await this.untilOneWriter()
    for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(1000))
      if ((await this.state(writer)).semisync === 'on') return
    throw new Error(`semi-synchronous replication is not on after ${seconds} s`)
  }

  other(host: string): string {
    return host === DATABASES[0] ? DATABASES[1] : DATABASES[0]
  }

  /** Moves the writer, and returns the new one. */
  async switchOver(t: ExecutionContext): Promise<string> {
    await this.life.evenkeel(t, 'switchover', '--yes')
    return this.untilOneWriter()
  }

  /** Brings a server back as the standby, whatever it has that the writer lacks. */
  async rejoin(t: ExecutionContext, host: string): Promise<void> {
    await this.untilAnswering(host)
    const answer = await this.cluster.evenkeel('rejoin', host, this.#playbook, '--accept-irreversible', '--yes')
    t.is(answer.status, 0, answer.stdout + answer.stderr)
    await this.untilInStep()
  }

  /** Ends the connections whose statement begins with this. */
  async killStatement(host: string, start: string): Promise<void> {
    const ids = await this.sql(host, `SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE '${start}%'`)
    for (const id of ids.split('\n').filter(Boolean)) await this.sql(host, `KILL ${id}`)
  }

  /** Brings a server back as {@link rejoin} does, and kills the controller once the copy has begun. */
  async breakRejoin(host: string): Promise<void> {
    await this.untilAnswering(host)
    const stops = this.cluster.on(
      host,
      `timeout 120 sh -c 'until [ -d /var/lib/evenkeel-writer/copying/tls ] && pkill -STOP -x socat; do sleep 0.02; done'`,
    )
    const rejoin = this.cluster.evenkeel('rejoin', host, this.#playbook, '--accept-irreversible', '--yes')
    await stops
    await this.cluster.controller('pkill', '-KILL', '-f', `^[^ ]*node .*[c]li/main.ts rejoin ${host} `)
    await rejoin
    await this.cluster.tryOn(host, 'pkill -CONT -x socat')
    const refused = await this.cluster.evenkeel('rejoin', host, this.#playbook, '--accept-irreversible', '--yes')
    const [, run = ''] = /evenkeel unlock (\S+)/.exec(refused.stdout + refused.stderr) ?? []
    // A controller counts as gone after 60 s without a word.
    const unlock = () => this.cluster.evenkeel('unlock', run, '--yes')
    let unlocked = await unlock()
    for (const deadline = Date.now() + 120_000; unlocked.status !== 0; unlocked = await unlock()) {
      if (Date.now() > deadline) throw new Error(unlocked.stdout + unlocked.stderr)
      await sleep(5000)
    }
  }

  /** Kills the server at once, as a crash does. systemd starts it again. */
  async killServer(host: string): Promise<void> {
    await this.cluster.on(host, `systemctl kill -s KILL ${this.engine}`)
  }
}
