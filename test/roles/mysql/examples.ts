import { mysqlVars } from '../../../roles/mysql/vars/vars.ts'
import { contextOf, type Host, lb1, lb2 } from '../hosts.ts'

export const PASSWORD = '0123456789abcdef0123456789abcdef'

const replication = { password: PASSWORD }
const writer = { vip: '10.77.0.100', witnesses: ['10.77.0.1'] }

/** Typical vars, for tests and for the real mariadbd: on lb1, with lb2 as the other member. */
export const examples: Readonly<Record<string, { readonly vars: object; readonly host?: Host }>> = {
  'a server alone': { vars: { engine: 'mariadb' } },
  'a server alone with all settings': {
    vars: {
      engine: 'mariadb',
      port: 3307,
      bind: ['10.77.0.11', '127.0.0.1'],
      databases: ['shop', 'blog'],
      accounts: [
        {
          name: 'shop',
          from: ['real_servers', '10.88.0.%'],
          password: 'a long password',
          grants: [{ on: 'shop.*', privileges: ['select', 'INSERT'] }],
          tls: true,
        },
      ],
      settings: { innodb_buffer_pool_size: '256M', 'slow-query-log': true, long_query_time: 2 },
    },
  },
  pair: { vars: { engine: 'mariadb', databases: ['shop'], replication, writer } },
  'a pair that loses nothing': {
    vars: {
      engine: 'mariadb',
      bind: 'all',
      replication: { ...replication, semisync: true, tls: 'off', replicas: 'web1' },
      writer: { ...writer, events: true, port: 9200 },
      binlog_days: 30,
    },
  },
  'a pair with given certificates': {
    vars: {
      engine: 'mariadb',
      replication: {
        ...replication,
        tls: { ca: '/etc/ssl/ca.pem', certificate: '/etc/ssl/db.pem', key: '/etc/ssl/db.key' },
      },
      writer,
    },
  },
  'a read replica': { vars: { engine: 'mariadb', replication, replica_of: 'web1' } },
}

export function exampleContext(name: string, more: object = {}, of: Host = lb1) {
  const vars = mysqlVars.parse({ ...examples[name]?.vars, ...more })
  return contextOf(vars, of, [lb1, lb2])
}
