import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { shells } from '../../../support/scratch.ts'

const PARTS = ['clock.sh', 'sessions.sh', 'upkeep.sh'].map((name) => `roles/mysql/writer/${name}`)
const functions = ['engine/target/databases/client.sh', ...PARTS]
  .map((path) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'))
  .join('\n')

/** An answer of MariaDB 10.11 and MySQL 9.7, shortened: a value of two lines, and an error with a colon. */
const ANSWER = `*************************** 1. row ***************************
               Slave_IO_State: Waiting for master to send event
             Slave_IO_Running: Yes
            Slave_SQL_Running: No
                Last_SQL_Error: Error 'Duplicate entry '7' for key: PRIMARY'
*************************** 1. row ***************************
server_id: 1
     gtid: 336a1f57-eca3-11f1-ad38-8e18cfba8928:1-50,
368d4425-eca3-11f1-940f-a230f860b07c:1-14
*************************** 1. row ***************************
in_step: 1
`

/** A client: one that answers each question, fails on `fail`, and never answers `hang`. */
const CLIENT = `#!/bin/sh
while read -r line; do
  case $line in
    *fail*) echo "ERROR 1146 (42S02) at line 1: Table 'evenkeel.writer' doesn't exist" >&2; exit 1 ;;
    *hang*) exec sleep 5 ;;

    *' AS asked;') line=\${line#SELECT }; echo '*** 1. row ***'; echo "asked: \${line%% *}" ;;
    fields) cat "$ANSWER" ;;
  esac
done
`

/** What mariadb-binlog --verbose prints of two transactions, shortened. */
const MARIADB_FLUSH = `DELIMITER /*!*/;
# at 4
#261130 10:29:29 server id 2  end_log_pos 256 CRC32 0x65a449a1 	Start: binlog v 4, server v 10.11.19-MariaDB created
ROLLBACK/*!*/;
BINLOG '
CVANaw8CAAAA/AAAAAABAAABAAQAMTAuMTEuMTktTWFyaWFEQi0wK2RlYjEydTEtbG9nAAAAAAAA
'/*!*/;
#261130 10:29:37 server id 2  end_log_pos 1531 CRC32 0xaed8c10f 	GTID 2-2-1 ddl
/*M!100001 SET @@session.gtid_domain_id=2*//*!*/;
SET TIMESTAMP=1796034577/*!*/;
SET @@session.lc_time_names=0/*!*/;
FLUSH STATUS
/*!*/;
#261130 10:29:37 server id 2  end_log_pos 1653 CRC32 0xbf6a202c 	GTID 2-2-2 ddl
SET TIMESTAMP=1796034577/*!*/;
FLUSH ERROR LOGS
/*!*/;
`

/** What mysqlbinlog --verbose prints of a transaction, shortened. */
const MYSQL_FLUSH = `DELIMITER /*!*/;
SET @@SESSION.GTID_NEXT= '703e71c4-eca3-11f1-9dbd-e2a53dd2f5dc:1'/*!*/;
#261130  9:50:26 server id 2  end_log_pos 977 CRC32 0x3f089a46 	Query	thread_id=57	exec_time=0	error_code=0
SET TIMESTAMP=1796032226/*!*/;
flush error logs
/*!*/;
SET @@SESSION.GTID_NEXT= 'AUTOMATIC' /* added by mysqlbinlog */ /*!*/;
`

/** What the scripts of Debian's package ran at an upgrade. */
const MYSQL_UPGRADE = `SET @@SESSION.GTID_NEXT= 'a42f637c-ed18-11f1-ab7f-02000a4d0933:1'/*!*/;
#261130 23:50:14 server id 2  end_log_pos 418 CRC32 0x5d2b1c9f 	Query	thread_id=7	exec_time=0	error_code=0
use \`mysql\`/*!*/;
SET TIMESTAMP=1796082614/*!*/;
ALTER USER 'debian-sys-maint'@'localhost' IDENTIFIED WITH 'auth_socket' AS 'root'
/*!*/;
`

/** Runs lines after the functions, with a client that answers, and returns what they print. */
function run(t: ExecutionContext, shell: readonly string[], lines: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'client'), CLIENT, { mode: 0o755 })
  writeFileSync(join(folder, 'answer'), ANSWER)
  const settings = `ENGINE=${folder}/client SOCKET='' PEER='' PORT=1 PEER_FILE='' RUN=${folder}\nread_clock\nbegin_sessions ${folder}/sessions\n`
  const [program = '', ...words] = shell
  const { stdout, stderr } = spawnSync(program, words, {
    input: `${functions}\n${settings}${lines}\nend_sessions\n`,
    encoding: 'utf8',
    env: { ...process.env, ANSWER: join(folder, 'answer') },
  })
  // bash announces a client that was killed, with its command.
  t.notRegex(stderr, /not found|syntax|unexpected|No such/)
  return stdout
}

for (const shell of shells) {
  const name = shell.join(' ')

  test(`query() asks in one session again and again, and take() reads the fields (${name})`, (t) => {
    const printed = run(
      t,
      shell,
      `query here 500 fields && take ''
echo "$Replica_IO_Running/$Replica_SQL_Running/$server_id/$in_step/$asked_here"
echo "$gtid"
echo "$Last_SQL_Error"
first=$pid_here
query here 500 nothing && take '' && echo "[$server_id]"
[ "$first" = "$pid_here" ] && echo same`,
    )
    t.deepEqual(printed.split('\n').slice(0, -1), [
      'Yes/No/1/1/0',
      '336a1f57-eca3-11f1-ad38-8e18cfba8928:1-50,368d4425-eca3-11f1-940f-a230f860b07c:1-14',
      "Error 'Duplicate entry '7' for key: PRIMARY'",
      '[]',
      'same',
    ])
  })

  test(`query() fails with the client's error, and the next one has a new client (${name})`, (t) => {
    const printed = run(
      t,
      shell,
      `query here 500 fail || echo "$heard: $session_error"
query here 500 fields && echo "$heard"
query there 20 hang || echo "$heard"
query there 500 fields && echo "$heard"`,
    )
    t.is(
      printed,
      "ended: ERROR 1146 (42S02) at line 1: Table 'evenkeel.writer' doesn't exist\nanswered\nwaiting\nanswered\n",
    )
  })

  test(`count_transactions() counts sets of both engines (${name})`, (t) => {
    const printed = run(
      t,
      shell,
      `ENGINE=mariadb; count_transactions 1-1-70..77,2-2-5; ENGINE=mysql; count_transactions 3e11fa47-71ca:1-77:80,4f:tag:1-2`,
    )
    t.is(printed, '9\n80\n')
  })

  for (const [title, decoded, expected] of [
    ['FLUSH alone', MARIADB_FLUSH, '2'],
    ['FLUSH beside a row', `${MARIADB_FLUSH}### INSERT INTO \`shop\`.\`t\`\n`, ''],
    ['FLUSH of MySQL', MYSQL_FLUSH, '1'],
    ['a statement of data', `${MYSQL_FLUSH}CREATE TABLE t (id INT)\n/*!*/;\n`, ''],
    ['binary logs that cannot be read', `${MARIADB_FLUSH}evenkeel: unreadable\n`, 'unreadable'],
    ["Debian's package of MySQL", `${MYSQL_FLUSH}${MYSQL_UPGRADE}`, '2'],
    [
      'another password of that account',
      `${MYSQL_UPGRADE.replace("'auth_socket' AS 'root'", "'sha256_password' AS 'x'")}`,
      '',
    ],
    ['SET PASSWORD', `${MYSQL_FLUSH}SET PASSWORD FOR root = 'x'\n/*!*/;\n`, ''],
  ] as const) {
    test(`count_upkeep() of ${title} (${name})`, (t) => {
      t.is(run(t, shell, `count_upkeep <<'END'\n${decoded}END\n`).trim(), expected)
    })
  }
}
