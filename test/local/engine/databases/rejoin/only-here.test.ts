import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'

const PARTS = ['engine/target/databases/transactions.sh', 'engine/databases/rejoin/only-here.sh']
const SCRIPT = PARTS.map((path) => readFileSync(new URL(`../../../../../${path}`, import.meta.url), 'utf8')).join('\n')

/** What mariadb-binlog --verbose of MariaDB 10.11 prints of three transactions, shortened. */
const DECODED = [
  'DELIMITER /*!*/;',
  '# at 4',
  '#261129 20:01:12 server id 1  end_log_pos 256 CRC32 0xa0  Start: binlog v 4, server v 10.11.19-MariaDB',
  ...[
    ['1-1-6', 'one'],
    ['1-1-7', 'two'],
    ['2-2-7', 'three'],
  ].flatMap(([gtid, note], index) => [
    `# at ${328 + index}`,
    `#261129 20:01:13 server id 1  end_log_pos 370 CRC32 0x9b\tGTID ${gtid} trans`,
    '/*!100001 SET @@session.gtid_seq_no=7*//*!*/;',
    '### INSERT INTO `shop`.`orders`',
    '### SET',
    `###   @2='${note}'`,
  ]),
  '',
].join('\n')

test('save_transactions of MariaDB fails if the decoder does', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'mariadb-binlog'), '#!/bin/sh\necho "# at 4"\nexit 1\n')
  chmodSync(join(folder, 'mariadb-binlog'), 0o755)
  const here = `here() { case $(cat) in *basename*) echo ${folder}/binlog ;; *) printf 'binlog.000001\\t370\\n' ;; esac; }`
  const input = `ENGINE=mariadb\n${here}\n${SCRIPT}\nsave_transactions ${folder}/only.sql 1-1-7..9 2\n`
  const { stdout, status } = spawnSync('sh', [], {
    input,
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}` },
  })
  t.not(status, 0)
  t.is(stdout, '')
  t.false(existsSync(join(folder, 'only.sql')))
})

for (const shell of ['dash', 'busybox sh']) {
  test(`save_transactions of MariaDB saves the wanted GTIDs only, in ${shell}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'decoded'), DECODED)
    writeFileSync(join(folder, 'mariadb-binlog'), `#!/bin/sh\ncat ${folder}/decoded\n`)
    chmodSync(join(folder, 'mariadb-binlog'), 0o755)
    const here = `here() { case $(cat) in *basename*) echo ${folder}/binlog ;; *) printf 'binlog.000001\\t370\\n' ;; esac; }`
    const saved = join(folder, 'store', 'only.sql')
    const input = `ENGINE=mariadb\n${here}\n${SCRIPT}\nsave_transactions ${saved} 1-1-7..9 2\n`
    const [program = '', ...words] = shell.split(' ')
    const { stdout, stderr, status, error } = spawnSync(program, words, {
      input,
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    })
    if (error !== undefined) {
      t.log(`${shell} is not installed`)
      t.pass()
      return
    }
    t.is(status, 0, stderr)
    const text = readFileSync(saved, 'utf8')
    t.regex(text, /^DELIMITER[\s\S]*# at 329\n.*GTID 1-1-7[\s\S]*'two'\n$/)
    t.notRegex(text, /'one'|'three'|1-1-6|# at 328|# at 330/)
    t.is(stdout, `bytes=${text.length}\n### INSERT INTO \`shop\`.\`orders\`\n### SET\n`)
  })
}
