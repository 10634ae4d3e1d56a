import { setTimeout as sleep } from 'node:timers/promises'
import test, { type ExecutionContext } from 'ava'
import { WRITER_PATHS } from '../../roles/mysql/writer/paths.ts'
import { type Acknowledged, changesOfWriter, Load } from './load.ts'
import { addressOf, VIP } from './network.ts'
import { PASSWORD, Pair } from './pair.ts'
import { type Engine, ensureDatabaseRoots } from './roots.ts'

/** Seconds after a fault in which the other server must be open, on a busy machine. */
const TAKEN_OVER = 40

/** The tests of the guard for one engine, in their order: they share a pair with semi-synchronous replication. */
export function guardTests(engine: Engine, kills: number): void {
  let pair: Pair

  test.before(async (t) => {
    t.timeout(600_000)
    await ensureDatabaseRoots(t)
    pair = await Pair.start(engine, { semisync: true })
    await pair
      .host(0)
      .sql('CREATE DATABASE shop; CREATE TABLE shop.orders (id VARCHAR(100) PRIMARY KEY, note INT) ENGINE = InnoDB;')
    await pair.until(0, ({ semisync }) => semisync === 'on')
  })
  test.after.always(async () => {
    await pair?.[Symbol.asyncDispose]()
  })

  const loads = (options: { pause?: number; sessions?: number } = {}) =>
    [0, 1].map((index) => load(pair, addressOf(index), options))

  test.serial(`${engine}: the holder of the VIP is open, and HTTP says so`, async (t) => {
    t.true(await answers(pair, 0, /^HTTP\/1\.0 200 open\r\n/))
    t.true(await answers(pair, 1, /^HTTP\/1\.0 503 closed\r\n[\s\S]*\nreason=the VIP 10\.93\.7\.100 is not here\n/))
    // The canary writes all the time, and the standby may be behind by its last row.
    const { only_here, lineage } = await pair.writer(1, 'compare')
    t.deepEqual([only_here, lineage], ['', 'same'])
  })

  test.serial(`${engine}: without a fresh state, HTTP says 503`, async (t) => {
    await pair.run(0, 'pkill -STOP -f "^/bin/sh .*/writer guard"')
    await sleep(2500)
    const answer = await http(pair, 0)
    await pair.run(0, 'pkill -CONT -f "^/bin/sh .*/writer guard"')
    t.regex(answer, /^HTTP\/1\.0 503 stale\r\n/)
    await pair.until(0, ({ open }) => open === 'yes')
  })

  test.serial(`${engine}: a long write makes a planned switchover fail, and names itself`, async (t) => {
    const writer = await pair.settled()
    const long = pair.host(writer).sql("INSERT INTO shop.orders SELECT CONCAT('long', SLEEP(6)), 1;")
    await sleep(1000)
    const { status, output } = await pair.host(writer).run(`${WRITER_PATHS.program} hand-over 15`)
    t.is(status, 1)
    t.regex(output, /reason=.*INSERT INTO shop\.orders/)
    t.is((await pair.state(writer)).open, 'yes')
    await long
  })

  test.serial(`${engine}: planned switchovers under load lose no acknowledged row`, async (t) => {
    t.timeout(240_000)
    const running = load(pair, VIP, { pause: 5 })
    for (let turn = 0; turn < 2; turn++) {
      const from = await pair.settled()
      await sleep(1000)
      const { gtid } = await pair.state(from)
      t.is((await pair.writer(1 - from, `ready '${gtid}' 10`)).ready, 'yes')
      t.is((await pair.writer(from, 'hand-over 15')).gave_up, 'yes')
      await pair.until(1 - from, ({ open }) => open === 'yes')
      await pair.writer(from, 'unyield')
    }
    await pair.settled()
    const acknowledged = await running.stop()
    t.log(`${acknowledged.length} rows, longest pause ${Math.round(running.longestPause())} ms`)
    await nothingMissing(t, pair, acknowledged)
  })

  test.serial(
    `${engine}: kill -9 of the writer under load, ${kills} times: no acknowledged row is missing`,
    async (t) => {
      t.timeout(kills * 90_000 + 60_000)
      for (let turn = 0; turn < kills; turn++) {
        const from = await pair.settled()
        await pair.until(from, ({ semisync }) => semisync === 'on')
        const running = loads({ sessions: 3 })
        await sleep(1500)
        await pair.run(from, 'kill -KILL "$(cat /run/mysqld/mysqld.pid)"')
        const killed = performance.now()
        await pair.until(from, ({ open }) => open !== 'yes')
        await pair.settled()
        await sleep(500)
        const acknowledged = await stopAll(running)
        const [next] = acknowledged.filter(({ at }) => at > killed + 250).sort((a, b) => a.at - b.at)
        const gap = Math.round((next?.at ?? killed) - killed)
        t.log(`${acknowledged.length} rows, open again on ${next?.address} after ${gap} ms`)
        t.true(changesOfWriter(acknowledged) <= 1, `${changesOfWriter(acknowledged)} changes of the writer`)
        await nothingMissing(t, pair, acknowledged)
      }
    },
  )

  test.serial(`${engine}: keepalived killed: the address is taken away, and the other server opens`, async (t) => {
    t.timeout(120_000)
    await movesAway(t, pair, loads({ pause: 5 }), async (from) => {
      await pair.run(from, 'touch /run/off-keepalived; pkill -KILL keepalived')
    })
    for (const index of [0, 1]) await pair.run(index, 'rm -f /run/off-keepalived')
  })

  test.serial(`${engine}: the guard killed: the server is closed, and the other one opens`, async (t) => {
    t.timeout(120_000)
    await movesAway(t, pair, loads({ pause: 5 }), async (from) => {
      await pair.run(from, 'pkill -KILL -f "^/bin/sh .*/writer guard"')
    })
  })

  test.serial(
    `${engine}: the server stopped by SIGSTOP: it is killed before it can go on, and the other one opens`,
    async (t) => {
      t.timeout(120_000)
      await movesAway(t, pair, loads({ pause: 5 }), async (from) => {
        await pair.run(from, 'kill -STOP "$(cat /run/mysqld/mysqld.pid)"')
      })
    },
  )

  test.serial(`${engine}: the writer isolated from all: closed before the other one opens`, async (t) => {
    t.timeout(180_000)
    const from = await pair.settled()
    const inside = new Load({
      ...loadOptions(pair, addressOf(from), { pause: 5 }),
      namespace: pair.network.namespaceOf(from),
    })
    const outside = load(pair, addressOf(1 - from), { pause: 5 })
    await sleep(1500)
    const cutAt = performance.now()
    await pair.network.isolate(from, true)
    await pair.until(1 - from, ({ open }) => open === 'yes', TAKEN_OVER)
    const isolated = await pair.state(from)
    await sleep(1000)
    await pair.network.isolate(from, false)
    const acknowledged = await stopAll([inside, outside])
    const last = Math.max(...acknowledged.filter(({ address }) => address === addressOf(from)).map(({ at }) => at))
    const first = Math.min(...acknowledged.filter(({ address }) => address !== addressOf(from)).map(({ at }) => at))
    t.log(
      `last row of the old writer ${Math.round(last - cutAt)} ms after the cut, first of the new ${Math.round(first - cutAt)} ms`,
    )
    t.is(isolated.open, 'no')
    t.true(last < first)
    // The old writer may have rows that nobody else has, which no client was told of: it is superseded then.
    const healed = await pair.until(from, ({ peer }) => peer === 'answers')
    t.deepEqual([healed.open, (await pair.state(1 - from)).open], ['no', 'yes'])
  })
}

async function movesAway(
  t: ExecutionContext,
  pair: Pair,
  running: readonly Load[],
  fault: (from: number) => Promise<void>,
) {
  const from = await pair.settled()
  await sleep(1500)
  const at = performance.now()
  await fault(from)
  await pair.until(1 - from, ({ open }) => open === 'yes', TAKEN_OVER)
  await sleep(1000)
  const acknowledged = await stopAll(running)
  const first = Math.min(...acknowledged.filter(({ address }) => address !== addressOf(from)).map((one) => one.at))
  t.log(`${acknowledged.length} rows, the other server acknowledges after ${Math.round(first - at)} ms`)
  t.is(changesOfWriter(acknowledged), 1)
  t.is(await pair.settled(), 1 - from)
  await nothingMissing(t, pair, acknowledged)
}

async function nothingMissing(t: ExecutionContext, pair: Pair, acknowledged: readonly Acknowledged[]): Promise<void> {
  t.true(acknowledged.length > 20, `only ${acknowledged.length} rows`)
  const rows = await pair.rows(await pair.settled())
  t.deepEqual(
    acknowledged.filter(({ id }) => !rows.has(id)),
    [],
  )
}

async function stopAll(running: readonly Load[]): Promise<readonly Acknowledged[]> {
  return (await Promise.all(running.map((one) => one.stop()))).flat()
}

function load(pair: Pair, address: string, options: { pause?: number; sessions?: number }): Load {
  return new Load(loadOptions(pair, address, options))
}

function loadOptions(pair: Pair, address: string, options: { pause?: number; sessions?: number }) {
  return { engine: pair.engine, namespace: pair.network.hub, address, password: PASSWORD, ...options }
}

function http(pair: Pair, index: number): Promise<string> {
  return pair.run(index, `printf 'OPTIONS / HTTP/1.0\\r\\n\\r\\n' | ${WRITER_PATHS.program} answer`)
}

/** On a busy machine a state may be stale for a moment. */
async function answers(pair: Pair, index: number, expected: RegExp): Promise<boolean> {
  for (let look = 0; look < 50; look++) {
    if (expected.test(await http(pair, index))) return true
    await sleep(200)
  }
  return false
}
