import type { MysqlVars } from './vars/vars.ts'

export type Engine = MysqlVars['engine']

interface Places {
  readonly package: string
  /** Further packages for joining and for the guard. */
  readonly others: readonly string[]
  readonly unit: string
  readonly dropIn: string
  /** Judges a candidate alone; `%` is its path. */
  readonly validate: string
}

/** What differs between the packages of both servers. */
export const PLACES: Readonly<Record<Engine, Places>> = {
  mariadb: {
    package: 'mariadb-server',
    others: ['mariadb-backup'],
    unit: 'mariadb.service',
    dropIn: '/etc/mysql/mariadb.conf.d/99-evenkeel.cnf',
    validate: 'mariadbd --defaults-file=% --user=mysql --help --verbose >/dev/null',
  },
  mysql: {
    package: 'mysql-server',
    others: [],
    unit: 'mysql.service',
    // MySQL sorts its files by name, and the last one counts: this one must come after mysqld.cnf, which binds to 127.0.0.1.
    dropIn: '/etc/mysql/mysql.conf.d/zz-evenkeel.cnf',
    validate: 'mysqld --defaults-file=% --user=mysql --validate-config',
  },
}

/** The folder of certificates. MySQL's AppArmor profile lets the server read /etc/mysql. */
export const TLS_FOLDER = '/etc/mysql/evenkeel'
export const TLS_FILES = {
  ca: `${TLS_FOLDER}/ca.pem`,
  certificate: `${TLS_FOLDER}/certificate.pem`,
  key: `${TLS_FOLDER}/key.pem`,
} as const
