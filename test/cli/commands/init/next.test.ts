import test from 'ava'
import { goOn } from '../../../../cli/commands/init/next.ts'
import type { CommandLine } from '../../../../cli/parse/command.ts'
import { noFlags } from '../../../../cli/parse/flags.ts'
import type { FittingProvider } from '../../../../lab/fitting.ts'
import { fakeIo } from '../../fake-io.ts'

const PLACE = { playbook: 'shop/shop.yml', inventory: 'shop/hosts.yml', needsIpvs: false }
const LINE: CommandLine = { positionals: ['shop'], tail: [], flags: { ...noFlags(), sshConfig: 'c', identity: 'key' } }

/** Records the command lines; each command ends with its code. */
function following(codes: Partial<Record<'plan' | 'apply' | 'lab', readonly number[]>> = {}) {
  const ran: string[] = []
  const command = (name: 'plan' | 'apply' | 'lab') => {
    const rest = [...(codes[name] ?? [])]
    return async ({ positionals, tail, flags }: CommandLine) => {
      const words = tail.filter((word) => word !== process.execPath && !word.endsWith('main.ts'))
      const { inventory = '', sshConfig = '', labProvider = '' } = flags
      ran.push([name, ...positionals, '-i', inventory, sshConfig, labProvider, ...words].filter(Boolean).join(' '))
      return rest.shift() ?? 0
    }
  }
  const provider = async (_inventory: string, needsIpvs: boolean): Promise<FittingProvider> => ({
    name: needsIpvs ? 'uml' : 'nspawn',
    why: 'it fits',
  })
  return { ran, commands: { plan: command('plan'), apply: command('apply'), lab: command('lab'), provider } }
}

test('goOn() plans or applies the written files, with the flags of init', async (t) => {
  const { ran, commands } = following()
  t.is(await goOn('plan', PLACE, LINE, fakeIo(), commands), 0)
  t.is(await goOn('apply', PLACE, LINE, fakeIo(), commands), 0)
  t.deepEqual(ran, ['plan shop/shop.yml -i shop/hosts.yml c', 'apply shop/shop.yml -i shop/hosts.yml c'])
})

test('goOn() does not apply after a plan that was refused', async (t) => {
  const { ran, commands } = following({ plan: [1] })
  t.is(await goOn('plan', PLACE, LINE, fakeIo({ terminal: true }), commands), 1)
  t.is(ran.length, 1)
})

test('goOn() boots the lab, and applies and verifies in it', async (t) => {
  const { ran, commands } = following()
  const io = fakeIo()
  t.is(await goOn('lab', PLACE, LINE, io, commands), 0)
  t.regex(io.err(), /^Rehearsing in a lab with --provider nspawn: it fits\.\nThe lab stays up\./)
  t.deepEqual(ran, [
    'lab up -i shop/hosts.yml nspawn',
    'lab exec -i shop/hosts.yml apply shop/shop.yml -i shop/hosts.yml --identity key --yes',
    'lab exec -i shop/hosts.yml verify shop/shop.yml -i shop/hosts.yml --identity key',
  ])
})

test('goOn() verifies nothing in the lab if apply failed there, and applies nothing if it does not come up', async (t) => {
  const failed = following({ lab: [0, 3] })
  t.is(await goOn('lab', PLACE, LINE, fakeIo(), failed.commands), 3)
  t.is(failed.ran.length, 2)
  const down = following({ lab: [1] })
  t.is(await goOn('lab', PLACE, LINE, fakeIo(), down.commands), 1)
  t.is(down.ran.length, 1)
})

test('goOn() rehearses what needs IPVS with another provider', async (t) => {
  const { ran, commands } = following({ lab: [1] })
  await goOn('lab', { ...PLACE, needsIpvs: true }, LINE, fakeIo(), commands)
  t.deepEqual(ran, ['lab up -i shop/hosts.yml uml'])
})
