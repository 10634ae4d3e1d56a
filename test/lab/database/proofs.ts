import type { ExecutionContext } from 'ava'
import { DATABASES, FULL_LOAD, type PairLab, SLOW } from './pair.ts'

/** Moves the writer while rows are inserted: none is lost, on either server. */
export async function switchesOver(t: ExecutionContext, lab: PairLab): Promise<void> {
  const before = await lab.untilOneWriter()
  await lab.untilSemisync()
  const report = await lab.underLoad(t, SLOW, async () => {
    t.is(await lab.switchOver(t), lab.other(before))
  })
  await lab.assertEqual(t)
  for (const host of DATABASES) await lab.assertComplete(t, host, report)
}

/** Kills the writer at full load: the other server takes over, with all acknowledged rows. */
export async function survivesKill(t: ExecutionContext, lab: PairLab): Promise<void> {
  const killed = await lab.untilOneWriter()
  const survivor = lab.other(killed)
  await lab.untilSemisync()
  const report = await lab.underLoad(t, FULL_LOAD, async () => {
    await lab.killServer(killed)
    t.is(await lab.untilOneWriter(), survivor)
  })
  await lab.assertComplete(t, survivor, report)
}

/** Brings the other server back: then its rows are those of the writer. */
export async function joinsAgain(t: ExecutionContext, lab: PairLab): Promise<void> {
  await lab.rejoin(t, lab.other(await lab.untilOneWriter()))
  await lab.assertEqual(t)
  await lab.life.evenkeel(t, 'verify')
}

/** Takes the first run back: a database that holds a table stays. */
export async function keepsData(t: ExecutionContext, lab: PairLab): Promise<void> {
  await lab.life.rollBack(t)
  for (const host of DATABASES)
    t.regex(await lab.cluster.on(host, "find / -xdev -name 'load_rows.ibd'"), /load_rows\.ibd/, host)
}
