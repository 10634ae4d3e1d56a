import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type WriterOptions, writerFiles } from '../../roles/mysql/writer/files.ts'
import { WRITER_PATHS } from '../../roles/mysql/writer/paths.ts'
import { addressOf, HUB, Network, VIP } from './network.ts'
import type { Engine } from './roots.ts'
import { DatabaseServer, PLACES } from './server.ts'

export interface PairOptions {
  readonly semisync?: boolean
  /** Without a witness, if false. */
  readonly witness?: boolean
  /** The open server runs events, if true. */
  readonly events?: boolean
  /** More lines of the servers' drop-in. */
  readonly settings?: readonly string[]
  /** Size of a file system of its own at /var/binlog. */
  readonly binlogMegabytes?: number
}

type State = Readonly<Record<string, string>>

const RESTART = fileURLToPath(new URL('restart.sh', import.meta.url))
/** Of all accounts of the bed: `app` has the schema `shop`. */
export const PASSWORD = 'password-of-tests'

/** Two hosts with a server, keepalived and the guard on each, in namespaces on this machine. */
export class Pair implements AsyncDisposable {
  readonly network: Network
  readonly hosts: readonly DatabaseServer[]
  readonly engine: Engine
  readonly #options: PairOptions

  private constructor(engine: Engine, network: Network, hosts: readonly DatabaseServer[], options: PairOptions) {
    this.engine = engine
    this.network = network
    this.hosts = hosts
    this.#options = options
  }

  /** Makes the pair, and waits until the first host is open. */
  static async start(engine: Engine, options: PairOptions = {}): Promise<Pair> {
    const network = await Network.make(2)
    const make = (index: number) =>
      DatabaseServer.host(engine, {
        namespace: network.namespaceOf(index),
        name: `db${index + 1}`,
        settings: [...settingsOf(engine, index, options), ...(options.settings ?? [])],
      })
    const pair = new Pair(engine, network, [await make(0), await make(1)], options)
    try {
      await pair.#begin()
    } catch (error) {
      await pair[Symbol.asyncDispose]()
      throw error
    }
    return pair
  }

  async #begin(): Promise<void> {
    for (const index of [0, 1]) {
      await this.#write(index)
      await this.startServer(index)
    }
    for (const index of [0, 1]) await this.#connect(index)
    for (const index of [0, 1]) await this.#daemon(index, 'guard', `${WRITER_PATHS.program} guard`)
    await this.startKeepalived(0)
    await this.until(0, ({ open }) => open === 'yes')
    await this.startKeepalived(1)
    await this.until(1, ({ channel }) => channel === 'running')
    await this.until(0, ({ channel }) => channel === 'running')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.hosts) await host[Symbol.asyncDispose]()
    await this.network[Symbol.asyncDispose]()
  }

  host(index: number): DatabaseServer {
    const host = this.hosts[index]
    if (host === undefined) throw new Error(`there is no host ${index}`)
    return host
  }

  /** Runs a script on a host, and returns what it prints; throws if it fails. */
  async run(index: number, script: string): Promise<string> {
    const { status, output, errors } = await this.host(index).run(script)
    if (status !== 0) throw new Error(`db${index + 1}: status ${status} of ${script}\n${output}${errors}`)
    return output.trimEnd()
  }

  async writer(index: number, words: string): Promise<State> {
    return fieldsOf(await this.run(index, `${WRITER_PATHS.program} ${words}`))
  }

  async state(index: number): Promise<State> {
    return this.writer(index, 'state').catch(() => ({}))
  }

  /** Waits until the guard's state is so, and returns it. */
  async until(index: number, isSo: (state: State) => boolean, seconds = 60): Promise<State> {
    const end = Date.now() + seconds * 1000
    for (;;) {
      const state = await this.state(index)
      if (isSo(state)) return state
      if (Date.now() > end) {
        const log = await this.run(index, 'tail -n 20 /var/log/guard')
        throw new Error(
          `db${index + 1} is not so after ${seconds} s: ${isSo}\n${JSON.stringify(state, null, 1)}\n${log}`,
        )
      }
      await sleep(100)
    }
  }

  /** The host whose server is open. */
  async writerIndex(): Promise<number> {
    for (const index of [0, 1]) if ((await this.state(index)).open === 'yes') return index
    throw new Error('no server is open')
  }

  /** Waits until one server is open and both channels run. */
  async settled(): Promise<number> {
    const end = Date.now() + 90_000
    for (;;) {
      const states = await Promise.all([this.state(0), this.state(1)])
      const open = states.findIndex((state) => state.open === 'yes')
      if (open >= 0 && states.every(({ channel }) => channel === 'running')) return open
      if (Date.now() > end) throw new Error(`not settled: ${JSON.stringify(states, null, 1)}`)
      await sleep(200)
    }
  }

  /** Ids of the rows on a server. */
  async rows(index: number): Promise<ReadonlySet<string>> {
    return new Set((await this.host(index).sql('SELECT id FROM shop.orders;')).split('\n'))
  }

  /** Starts the server, and starts it again whenever it ends. */
  async startServer(index: number): Promise<void> {
    const host = this.host(index)
    await this.run(index, 'rm -f /run/off-server')
    if (!(await host.answers())) await this.#daemon(index, 'server', this.#server())
    const end = Date.now() + 120_000
    while (!(await host.answers())) {
      if (Date.now() > end)
        throw new Error(await this.run(index, 'tail -n 20 /var/log/server; tail /var/log/mysql/* || true'))
      await sleep(200)
    }
  }

  #server(): string {
    return `${PLACES[this.engine].server} --user=mysql --pid-file=/run/mysqld/mysqld.pid`
  }

  async startKeepalived(index: number): Promise<void> {
    await this.#daemon(index, 'keepalived', 'keepalived --dont-fork --log-console')
  }

  /** The server dies, and stays down until `startServer`. */
  async killServer(index: number): Promise<void> {
    await this.run(index, 'touch /run/off-server; kill -KILL "$(cat /run/mysqld/mysqld.pid)"')
  }

  /** All processes of the host die. Its memory is lost, its disk is not. */
  async powerCut(index: number): Promise<void> {
    await this.host(index).run('kill -KILL -1')
    await this.run(index, `rm -rf /run/evenkeel-writer /run/off-* /run/keepalived* /run/mysqld/*`)
    await this.run(index, `ip address flush dev eth0; ip address add ${addressOf(index)}/24 dev eth0`)
  }

  async boot(index: number): Promise<void> {
    await this.run(index, 'mkdir -p /run/evenkeel-writer; echo 1 >/run/evenkeel-writer/vip')
    await this.startServer(index)
    await this.#daemon(index, 'guard', `${WRITER_PATHS.program} guard`)
    await this.startKeepalived(index)
  }

  async #daemon(index: number, name: string, command: string): Promise<void> {
    // Linux shares the processor among sessions: a busy machine must not make the guards slow.
    await this.run(index, `setsid sh /restart.sh ${name} ${command} </dev/null >/dev/null 2>&1 &`)
  }

  async #write(index: number): Promise<void> {
    const host = this.host(index)
    for (const { path, content, mode } of writerFiles(this.#writerOptions(index))) {
      const whole = typeof content === 'string' ? content : content.reveal()
      await host.write(path, whole, Number.parseInt(mode, 8))
    }
    const { binlogMegabytes } = this.#options
    if (binlogMegabytes !== undefined) {
      const mount = `busybox mount -t tmpfs -o size=${binlogMegabytes}m tmpfs /var/binlog`
      await this.run(index, `mkdir /var/binlog && ${mount} && chown mysql: /var/binlog`)
    }
    await host.write('/restart.sh', await readFile(RESTART, 'utf8'))
    await host.write('/etc/keepalived/keepalived.conf', keepalivedConfig(index))
    await this.run(
      index,
      'mkdir -p /run/evenkeel-writer; echo 1 >/run/evenkeel-writer/vip; chmod 0755 /usr/local/lib/evenkeel/writer/writer',
    )
  }

  #writerOptions(index: number): WriterOptions {
    return {
      engine: this.engine,
      serverUnit: `${this.engine}.service`,
      vip: VIP,
      peer: addressOf(1 - index),
      witnesses: this.#options.witness === false ? [] : [HUB],
      port: 3306,
      semisync: this.#options.semisync ?? false,
      events: this.#options.events ?? false,
      answer: { address: addressOf(index), port: 3380 },
      account: { user: 'guard', password: PASSWORD },
      tls: false,
    }
  }

  async #connect(index: number): Promise<void> {
    const peer = addressOf(1 - index)
    const quiet = this.engine === 'mysql' ? 'SET GLOBAL super_read_only = 0;' : ''
    await this.host(index).sql(`${quiet}
      SET SESSION sql_log_bin = 0;
      CREATE USER 'guard'@'%' IDENTIFIED BY '${PASSWORD}';
      CREATE USER 'replication'@'%' IDENTIFIED BY '${PASSWORD}';
      CREATE USER 'app'@'%' IDENTIFIED BY '${PASSWORD}';
      CREATE DATABASE IF NOT EXISTS evenkeel;
      GRANT SELECT ON evenkeel.* TO 'guard'@'%';
      GRANT ${this.engine === 'mysql' ? 'REPLICATION CLIENT' : 'REPLICA MONITOR'} ON *.* TO 'guard'@'%';
      GRANT REPLICATION SLAVE ON *.* TO 'replication'@'%';
      GRANT ALL ON shop.* TO 'app'@'%';
      ${channelSql(this.engine, peer)}
      ${this.engine === 'mysql' ? 'SET GLOBAL super_read_only = 1;' : ''}`)
  }
}

function channelSql(engine: Engine, peer: string): string {
  return engine === 'mysql'
    ? `CHANGE REPLICATION SOURCE TO SOURCE_HOST='${peer}', SOURCE_USER='replication', SOURCE_PASSWORD='${PASSWORD}',
       SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1, SOURCE_RETRY_COUNT=1000000, SOURCE_HEARTBEAT_PERIOD=1;`
    : `CHANGE MASTER TO MASTER_HOST='${peer}', MASTER_USER='replication', MASTER_PASSWORD='${PASSWORD}',
       MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1, MASTER_HEARTBEAT_PERIOD=1;`
}

function settingsOf(engine: Engine, index: number, { semisync = false }: PairOptions): readonly string[] {
  const both = [
    'bind-address = 0.0.0.0',
    `server_id = ${index + 1}`,
    'log_bin = binlog',
    'relay_log = relay',
    'binlog_format = ROW',
    'sync_binlog = 1',
    'innodb_flush_log_at_trx_commit = 1',
    'auto_increment_increment = 2',
    `auto_increment_offset = ${index + 1}`,
    'relay_log_recovery = OFF',
    'max_connections = 100',
    'innodb_buffer_pool_size = 64M',
    'event_scheduler = OFF',
  ]
  const mariadb = [
    'read_only = 1',
    'skip_slave_start',
    'log_slave_updates = 1',
    `gtid_domain_id = ${index + 1}`,
    'gtid_strict_mode = ON',
    'slave_parallel_threads = 4',
    'slave_net_timeout = 3',
    'performance_schema = ON',
    'rpl_semi_sync_slave_enabled = ON',
    'rpl_semi_sync_master_timeout = 10000',
    ...(semisync ? ['sync_relay_log = 1'] : []),
  ]
  const mysql = [
    'read_only = 1',
    'super_read_only = 1',
    'skip_replica_start = 1',
    'gtid_mode = ON',
    'enforce_gtid_consistency = ON',
    'replicate_same_server_id = ON',
    'replica_net_timeout = 3',
    'mysqlx = OFF',
    'plugin-load-add = semisync_source.so',
    'plugin-load-add = semisync_replica.so',
    'rpl_semi_sync_replica_enabled = ON',
    'rpl_semi_sync_source_timeout = 10000',
    ...(semisync ? ['sync_relay_log = 1'] : []),
  ]
  return [...both, ...(engine === 'mysql' ? mysql : mariadb)]
}

function keepalivedConfig(index: number): string {
  return `global_defs {
  router_id db${index + 1}
  vrrp_garp_master_refresh 10
}
track_file writer {
  file ${WRITER_PATHS.run}/vip
  weight 0
}
vrrp_instance writer {
  state BACKUP
  nopreempt
  interface eth0
  virtual_router_id 93
  priority ${254 - index}
  advert_int 1
  virtual_ipaddress {
    ${VIP}/24
  }
  track_file {
    writer
  }
}
`
}

function fieldsOf(output: string): State {
  return Object.fromEntries(
    output.split('\n').flatMap((line) => {
      const at = line.indexOf('=')
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]]
    }),
  )
}
