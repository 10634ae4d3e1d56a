import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { WRITER_PATHS } from '../../roles/mysql/writer/paths.ts'
import { Pair } from './pair.ts'
import { type Engine, ensureDatabaseRoots } from './roots.ts'

const EVENT = 'INSERT INTO shop.ticks (server) VALUES (@@GLOBAL.server_id)'
const SHOP = `CREATE DATABASE shop;
  CREATE TABLE shop.ticks (id INT PRIMARY KEY AUTO_INCREMENT, server INT NOT NULL) ENGINE = InnoDB;
  CREATE EVENT shop.enabled ON SCHEDULE EVERY 1 SECOND DO ${EVENT};
  CREATE EVENT shop.disabled ON SCHEDULE EVERY 1 SECOND DISABLE DO INSERT INTO shop.ticks (server) VALUES (0);`

/** What administrators and cron jobs do on a pair all the time. The tests share a pair that runs events. */
export function upkeepTests(engine: Engine): void {
  let pair: Pair

  test.before(async (t) => {
    t.timeout(600_000)
    await ensureDatabaseRoots(t)
    pair = await Pair.start(engine, { events: true })
    await pair.host(await pair.settled()).sql(SHOP)
  })
  test.after.always(async () => {
    await pair?.[Symbol.asyncDispose]()
  })

  test.serial(`${engine}: FLUSH on a standby whose channel is stopped is no fork`, async (t) => {
    t.timeout(120_000)
    const writer = await pair.settled()
    const standby = 1 - writer
    await pair.run(standby, 'pkill -STOP -f "^/bin/sh .*/writer guard"')
    for (const index of [0, 1]) await pair.host(index).sql('STOP REPLICA;')
    await pair.host(standby).sql('FLUSH STATUS; FLUSH ERROR LOGS; FLUSH TABLES;')
    await pair.host(writer).sql('INSERT INTO shop.ticks (server) VALUES (99);')
    await pair.until(writer, ({ channel }) => channel === 'forked')
    await pair.run(standby, 'pkill -CONT -f "^/bin/sh .*/writer guard"')
    t.is(await pair.settled(), writer)
    await untilRows(pair, standby, 'server = 99')
    t.is((await pair.writer(standby, 'compare')).only_here, '')
  })

  test.serial(`${engine}: a transaction of a standby beside FLUSH is a fork`, async (t) => {
    t.timeout(120_000)
    const writer = await pair.settled()
    const standby = 1 - writer
    await pair.run(standby, 'pkill -STOP -f "^/bin/sh .*/writer guard"')
    for (const index of [0, 1]) await pair.host(index).sql('STOP REPLICA;')
    const [before, after] =
      engine === 'mysql' ? ['SET GLOBAL super_read_only = 0;', 'SET GLOBAL super_read_only = 1;'] : ['', '']
    await pair
      .host(standby)
      .sql(`FLUSH STATUS; ${before} INSERT INTO shop.ticks (id, server) VALUES (1000000, 98); ${after}`)
    await pair.host(writer).sql('INSERT INTO shop.ticks (server) VALUES (99);')
    await pair.run(standby, 'pkill -CONT -f "^/bin/sh .*/writer guard"')
    await sleep(5000)
    t.is((await pair.state(standby)).channel, 'forked')
    // Both channels run again once nothing of the fork contradicts: here, the writer takes the row, too.
    await pair.host(writer).sql('START REPLICA;')
    t.is(await pair.settled(), writer)
  })

  test.serial(`${engine}: the new writer runs the events that the old one had enabled, and no others`, async (t) => {
    t.timeout(240_000)
    for (let turn = 0; turn < 2; turn++) {
      const old = await pair.settled()
      await untilRows(pair, old, `server = ${old + 1}`)
      await sleep(2000)
      await pair.writer(old, 'hand-over 15')
      const writer = 1 - old
      await pair.until(writer, ({ open }) => open === 'yes')
      await pair.writer(old, 'unyield')
      await untilRows(
        pair,
        writer,
        `server = ${writer + 1} AND id > (SELECT MAX(id) FROM shop.ticks WHERE server = ${old + 1})`,
      )
      t.is(await pair.settled(), writer)
      t.deepEqual(await eventsOf(pair, writer), ['disabled root@localhost off', 'enabled root@localhost on'])
      t.is(await pair.host(writer).sql('SELECT COUNT(*) FROM shop.ticks WHERE server = 0'), '0')
    }
  })

  test.serial(`${engine}: a session that holds LOCK TABLES makes a switchover fail, and is told`, async (t) => {
    t.timeout(120_000)
    const writer = await pair.settled()
    const locked = pair.host(writer).sql('LOCK TABLES shop.ticks WRITE; DO SLEEP(8);')
    await sleep(1500)
    const started = performance.now()
    const { status, output } = await pair.host(writer).run(`${WRITER_PATHS.program} hand-over 15`)
    t.log(`${Math.round(performance.now() - started)} ms: ${output}`)
    t.is(status, 1)
    t.regex(
      output,
      /reason=not closed within 2 seconds: connection \d+ of root has been at this for \d+ seconds: DO SLEEP/,
    )
    t.is((await pair.state(writer)).open, 'yes')
    await locked
    t.is(await pair.settled(), writer)
  })
}

async function untilRows(pair: Pair, index: number, condition: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(200)) {
    if ((await pair.host(index).sql(`SELECT COUNT(*) FROM shop.ticks WHERE ${condition}`)) !== '0') return
  }
  throw new Error(`db${index + 1} has no row ${condition}`)
}

/** A standby's word for a disabled event differs from one engine to the other. */
async function eventsOf(pair: Pair, index: number): Promise<string[]> {
  const rows = await pair
    .host(index)
    .sql(
      "SELECT CONCAT(EVENT_NAME, ' ', DEFINER, ' ', IF(STATUS = 'ENABLED', 'on', 'off')) FROM information_schema.EVENTS ORDER BY 1",
    )
  return rows.split('\n')
}
