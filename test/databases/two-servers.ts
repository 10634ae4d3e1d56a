import { HostGuard } from '../../engine/databases/host-guard.ts'
import type { DatabasePair } from '../../engine/databases/pair.ts'
import { HostPool } from '../../engine/host-pool.ts'
import { controllerOf, describedPair } from './connections.ts'
import { addressOf, Network } from './network.ts'
import type { Engine } from './roots.ts'
import { DatabaseServer, PLACES } from './server.ts'

const PASSWORD = 'password-of-tests'

/** Two servers with a channel to each other, and no guard: the first one is read-only. */
export class TwoServers implements AsyncDisposable {
  readonly engine: Engine
  readonly network: Network
  readonly #hosts: DatabaseServer[] = []

  private constructor(engine: Engine, network: Network) {
    this.engine = engine
    this.network = network
  }

  static async start(engine: Engine): Promise<TwoServers> {
    const servers = new TwoServers(engine, await Network.make(2))
    for (const index of [0, 1]) await servers.#begin(index)
    return servers
  }

  async #begin(index: number): Promise<void> {
    const host = await DatabaseServer.host(this.engine, {
      namespace: this.network.namespaceOf(index),
      name: `db${index + 1}`,
      settings: settingsOf(this.engine, index),
    })
    this.#hosts.push(host)
    await host.write('/etc/machine-id', `${`${index}`.repeat(32)}\n`)
    await host.write('/usr/local/bin/systemctl', systemctl(PLACES[this.engine].server), 0o755)
    const publicKey = this.engine === 'mysql' ? 'get-server-public-key\n' : ''
    await host.write(
      '/etc/evenkeel/writer-peer.cnf',
      `[client]\nuser = guard\npassword = "${PASSWORD}"\n${publicKey}`,
      0o600,
    )
    // An overlay cannot rename a folder of its lower half, as MySQL does after a clone.
    await host.run(
      'chmod 755 /usr/local/bin/systemctl; cp -a /var/lib/mysql /var/lib/own; rm -r /var/lib/mysql; mv /var/lib/own /var/lib/mysql',
    )
    await host.start()
    await host.sql(accountsSql(this.engine, index))
  }

  host(index: number): DatabaseServer {
    const host = this.#hosts[index]
    if (host === undefined) throw new Error(`there is no host ${index}`)
    return host
  }

  /** What commands of evenkeel have of both hosts. */
  async connect(): Promise<{ readonly pair: DatabasePair; readonly guards: readonly [HostGuard, HostGuard] }> {
    const described = describedPair(this)
    const pool = new HostPool(controllerOf(this))
    await pool.connect(described.targets)
    const [pair] = described.pairs(pool.facts)
    if (pair === undefined) throw new Error('there is no pair')
    return { pair, guards: [new HostGuard(pool, pair, 'db1'), new HostGuard(pool, pair, 'db2')] }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of this.#hosts) await host[Symbol.asyncDispose]()
    await this.network[Symbol.asyncDispose]()
  }
}

/** Starts and stops the server, as the host has no systemd. */
function systemctl(server: string): string {
  return `#!/bin/sh
pid=/run/mysqld/mysqld.pid
case $1 in
start) pidof ${server} >/dev/null || { setsid ${server} --user=mysql --pid-file=$pid </dev/null >/dev/null 2>&1 & } ;;
stop)
  server=$(cat $pid)
  kill -TERM "$server"
  while kill -0 "$server" 2>/dev/null; do sleep 0.2; done ;;
esac
`
}

function settingsOf(engine: Engine, index: number): readonly string[] {
  const both = [
    'bind-address = 0.0.0.0',
    `server_id = ${index + 1}`,
    'log_bin = binlog',
    'relay_log = relay',
    'read_only = 1',
  ]
  const mariadb = [
    'skip_slave_start',
    'log_slave_updates = 1',
    `gtid_domain_id = ${index + 1}`,
    'gtid_strict_mode = ON',
  ]
  const mysql = [
    'super_read_only = 1',
    'skip_replica_start = 1',
    'gtid_mode = ON',
    'enforce_gtid_consistency = ON',
    'mysqlx = OFF',
  ]
  return [...both, 'innodb_buffer_pool_size = 64M', ...(engine === 'mysql' ? mysql : mariadb)]
}

/** Both accounts are limited to the peer's address: a copy of the other server does not have them. */
function accountsSql(engine: Engine, index: number): string {
  const peer = addressOf(1 - index)
  const channel =
    engine === 'mysql'
      ? `CHANGE REPLICATION SOURCE TO SOURCE_HOST='${peer}', SOURCE_USER='replication', SOURCE_PASSWORD='${PASSWORD}',
         SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1;`
      : `CHANGE MASTER TO MASTER_HOST='${peer}', MASTER_USER='replication', MASTER_PASSWORD='${PASSWORD}', MASTER_USE_GTID=slave_pos;`
  return `${engine === 'mysql' ? 'SET GLOBAL super_read_only = 0;' : ''}
    SET SESSION sql_log_bin = 0;
    CREATE USER 'guard'@'${peer}' IDENTIFIED BY '${PASSWORD}';
    GRANT REPLICATION CLIENT ON *.* TO 'guard'@'${peer}';
    CREATE USER 'replication'@'${peer}' IDENTIFIED BY '${PASSWORD}';
    GRANT REPLICATION SLAVE ON *.* TO 'replication'@'${peer}';
    CREATE DATABASE evenkeel;
    CREATE TABLE evenkeel.writer (id TINYINT PRIMARY KEY, epoch BIGINT, lineage VARCHAR(32), in_step TINYINT);
    INSERT INTO evenkeel.writer VALUES (1, ${index + 1}, 'lineage${index}', 1);
    ${channel}`
}
