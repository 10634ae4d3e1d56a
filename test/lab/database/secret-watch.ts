import { quote } from '../../../engine/shell.ts'
import type { Cluster } from '../cluster.ts'
import { DATABASES } from './pair.ts'

const WATCHED = '/root/watched-secrets'
const SEEN = '/root/seen-in-argv'

/** Folders of drop-ins, and the group of a server's settings. */
const DROP_INS = {
  mariadb: { folder: '/etc/mysql/mariadb.conf.d', group: 'mariadbd' },
  mysql: { folder: '/etc/mysql/mysql.conf.d', group: 'mysqld' },
} as const

/** Where a secret must never be: the general and binary logs, what programs log, and the journals of runs. */
const PLACES =
  '/var/lib/mysql/general.log /var/lib/mysql/*bin*.0* /var/lib/mysql/*relay*.0* /var/log /tmp /var/lib/evenkeel/runs'

/** Statements of MySQL that its releases have removed. */
const REMOVED = 'SHOW (MASTER|SLAVE)|CHANGE MASTER|(START|STOP|RESET) SLAVE|RESET MASTER|MASTER_POS_WAIT'

/** Looks for secrets on database hosts, from before their server is installed. */
export class SecretWatch {
  readonly #cluster: Cluster
  readonly #secrets: readonly string[]

  constructor(cluster: Cluster, secrets: readonly string[]) {
    this.#cluster = cluster
    this.#secrets = secrets
  }

  /** Lets the servers write each statement into their general log, and reads the words of all processes from now on. */
  async begin(engine: keyof typeof DROP_INS): Promise<void> {
    const { folder, group } = DROP_INS[engine]
    const settings = `[${group}]\ngeneral_log = ON\ngeneral_log_file = /var/lib/mysql/general.log\n`
    const watch = `while sleep 0.05; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -aoFf ${WATCHED} >>${SEEN}; done`
    await this.#everywhere(`
      umask 077; printf '%s\\n' ${this.#secrets.map((secret) => quote(secret)).join(' ')} >${WATCHED}; : >${SEEN}
      mkdir -p -m 755 ${folder}; printf %s ${quote(settings)} >${folder}/10-watched.cnf; chmod 644 ${folder}/10-watched.cnf
      systemd-run -q --unit=watch-argv sh -c ${quote(watch)}`)
  }

  /** What was found, by host. Throws if a host logged no statement at all, as nothing could be found then. */
  async found(): Promise<Readonly<Record<string, string>>> {
    const looked = await this.#everywhere(`
      grep -qa 'SELECT' /var/lib/mysql/general.log
      sort -u ${SEEN} | sed 's/^/in argv: /'
      grep -rlaFf ${WATCHED} ${PLACES} 2>/dev/null || true
      # Sudo logs the command of begin().
      journalctl -q --no-pager | grep -v ${WATCHED} | grep -aFf ${WATCHED} || true`)
    return Object.fromEntries(looked)
  }

  /** The statements in the general logs that new releases of MySQL lack. */
  async removedStatements(): Promise<string> {
    const looked = await this.#everywhere(
      `grep -aiE '[[:space:]]Query[[:space:]]+(${REMOVED})' /var/lib/mysql/general.log | head -n 5 || true`,
    )
    return looked.map(([, lines]) => lines).join('')
  }

  #everywhere(script: string): Promise<(readonly [string, string])[]> {
    return Promise.all(
      DATABASES.map(async (host) => [host, await this.#cluster.on(host, `set -e\n${script}`)] as const),
    )
  }
}
