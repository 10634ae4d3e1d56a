import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { changesOfWriter, Load } from './load.ts'
import { addressOf } from './network.ts'
import { PASSWORD, Pair } from './pair.ts'
import { type Engine, ensureDatabaseRoots } from './roots.ts'

const SHOP = `CREATE DATABASE shop; CREATE TABLE shop.orders (id VARCHAR(100) PRIMARY KEY, note INT) ENGINE = InnoDB;
  INSERT INTO shop.orders VALUES ('row', 0);`

/** The tests of the guard that leave a pair behind which must be joined by an operator. */
export function forkTests(engine: Engine): void {
  test.before(async (t) => {
    t.timeout(600_000)
    await ensureDatabaseRoots(t)
  })

  test.serial(
    `${engine}: the servers cut off from each other: one writer, and a fork is shown and not merged`,
    async (t) => {
      t.timeout(240_000)
      await using pair = await Pair.start(engine)
      await pair.host(0).sql(SHOP)
      await pair.settled()
      await sleep(1500)
      const running = [0, 1].map(
        (index) =>
          new Load({ engine, namespace: pair.network.hub, address: addressOf(index), password: PASSWORD, pause: 10 }),
      )
      await sleep(1000)
      await pair.network.cut(true)
      await pair.host(0).sql("UPDATE shop.orders SET note = 1 WHERE id = 'row';")
      await pair.until(1, ({ open }) => open === 'yes')
      t.is((await pair.state(0)).open, 'no')
      await pair.host(1).sql("UPDATE shop.orders SET note = 2 WHERE id = 'row';")
      await sleep(10_000)
      const acknowledged = (await Promise.all(running.map((one) => one.stop()))).flat()
      t.is(changesOfWriter(acknowledged), 1)

      await pair.network.cut(false)
      const old = await pair.until(0, ({ channel }) => channel === 'forked')
      t.regex(old.channel_error ?? '', /^only here: .+, only on the peer: .+/)
      t.regex(old.reason ?? '', /superseded|VIP .* is not here/)
      t.deepEqual([old.open, old.hold, old.epoch, old.peer_epoch], ['no', 'no', '1', '2'])
      const now = await pair.until(1, ({ peer, channel }) => peer === 'answers' && channel !== 'connecting')
      t.deepEqual([now.open, now.hold], ['yes', 'yes'])
      t.not(now.channel, 'running')
      await sleep(3000)
      t.deepEqual(
        await Promise.all(
          [0, 1].map((index) => pair.host(index).sql("SELECT note FROM shop.orders WHERE id = 'row';")),
        ),
        ['1', '2'],
      )
      t.is((await pair.writer(0, 'compare')).relation, 'fork')
    },
  )

  test.serial(
    `${engine}: both lose power, one returns without a witness: closed until the operator vouches`,
    async (t) => {
      t.timeout(240_000)
      await using pair = await Pair.start(engine, { witness: false })
      await pair.host(0).sql(SHOP)
      await pair.settled()
      await sleep(1500)
      for (const index of [0, 1]) await pair.powerCut(index)
      await pair.boot(1)
      await pair.until(1, ({ hold }) => hold === 'yes')
      await sleep(6000)
      const alone = await pair.state(1)
      t.deepEqual(
        [alone.open, alone.reason],
        ['no', 'the peer has not answered since the boot, and there is no witness'],
      )
      await pair.run(1, '/usr/local/lib/evenkeel/writer/writer open-alone 60')
      const vouched = await pair.until(1, ({ open }) => open === 'yes')
      t.is(vouched.epoch, '2')
      t.is(await pair.host(1).sql("SELECT note FROM shop.orders WHERE id = 'row';"), '0')
    },
  )

  test.serial(
    `${engine}: the disk of the writer is full: it is closed or killed, and the other one opens`,
    async (t) => {
      t.timeout(240_000)
      await using pair = await Pair.start(engine, { settings: ['log_bin = /var/binlog/binlog'], binlogMegabytes: 12 })
      await pair.host(0).sql(SHOP)
      await pair.settled()
      const running = [0, 1].map(
        (index) =>
          new Load({ engine, namespace: pair.network.hub, address: addressOf(index), password: PASSWORD, pause: 10 }),
      )
      await sleep(1500)
      await pair.run(0, 'dd if=/dev/zero of=/var/binlog/filler bs=64k 2>/dev/null || true')
      const state = await pair.until(1, ({ open }) => open === 'yes', 90)
      await sleep(1000)
      const acknowledged = (await Promise.all(running.map((one) => one.stop()))).flat()
      t.log(state.reason, await pair.run(0, 'tail -n 5 /var/log/guard'))
      t.is(changesOfWriter(acknowledged), 1)
      t.not((await pair.state(0)).open, 'yes')
    },
  )
}
