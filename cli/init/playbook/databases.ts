import { type Answers, given } from '../answers.ts'
import { play, role } from './playbook.ts'
import { instance, instances } from './vrrp.ts'

export interface Pair {
  readonly engine: 'mariadb' | 'mysql'
  /** The group whose hosts use the application's account. */
  readonly from: string
  /** The look-up of the virtual address, such as `"${vip}"`. */
  readonly vip: string
  readonly privileges: string
}

export const ALL_OF_A_DATABASE = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP'

/** The variable of the playbook with the witness. */
export function witness(answers: Answers): string {
  return `witness: "${given(answers, 'witness')}" # such as the gateway of the databases' network: it answers ping if that network works`
}

/** A play with two servers that replicate both ways, after other roles of theirs. */
export function databasesPlay(
  pair: Pair,
  answers: Answers,
  before: readonly (readonly string[])[] = [],
): readonly string[] {
  return play(
    {
      name: 'Databases',
      hosts: 'databases',
      serial: 'the server that does not hold the address changes first',
      roles: [...before, ...pairRoles(pair, answers)],
    },
    answers,
  )
}

function pairRoles(pair: Pair, answers: Answers): readonly (readonly string[])[] {
  const name = given(answers, 'database')
  return [
    role('mysql', [
      `engine: ${pair.engine}`,
      `databases: [${name}]`,
      'accounts:',
      `  - name: ${name}`,
      `    from: [${pair.from}] # the hosts that may log in with it`,
      '    password: "${secret:DATABASE_PASSWORD}"',
      `    grants: [{ on: ${name}.*, privileges: [${pair.privileges}] }]`,
      'replication:',
      '  password: "${secret:REPLICATION_PASSWORD}" # 16 to 32 characters',
      '  semisync: true # a commit waits until the other server has it; false: faster, and a failure may lose the last ones',
      '# Without a witness, a server cannot tell a dead peer from a cut cable: both may then take writes (rule 49).',
      `writer: { vip: ${pair.vip}, witnesses: ["\${witness}"] }`,
      '# settings: { innodb_buffer_pool_size: 4G }',
    ]),
    role(
      'keepalived',
      [
        ...instances(
          instance(
            {
              name: 'writer',
              vip: pair.vip,
              routerId: given(answers, answers.writer_router_id === undefined ? 'router_id' : 'writer_router_id'),
              stays: 'each move ends all connections',
              trackFile: 'writer',
              onChosenInterface: answers.writer_router_id === undefined,
            },
            answers,
          ),
        ),
        'track_files:',
        '  - { name: writer, file: /run/evenkeel-writer/vip } # here the guard gives the address up',
      ],
      'After mysql: an address leads to a server that has a guard.',
    ),
  ]
}
