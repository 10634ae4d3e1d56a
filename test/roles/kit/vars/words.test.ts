import test from 'ava'
import { address, addressWithPrefix } from '../../../../roles/kit/vars/words.ts'

for (const [written, read] of [
  ['10.77.0.100', '10.77.0.100'],
  ['FD00::100', 'fd00::100'],
  ['fd00:0:0:0::0100', 'fd00::100'],
  ['fe80::A%eth0', 'fe80::A%eth0'],
] as const) {
  test(`address has ${written} as hosts print it`, (t) => {
    t.is(address.parse(written), read)
    t.is(addressWithPrefix.parse(written), read)
    t.is(addressWithPrefix.parse(`${written}/24`), `${read}/24`)
  })
}

for (const wrong of ['10.77.0', 'web1', '', '10.77.0.1/24/8', '10.77.0.1/33']) {
  test(`address and addressWithPrefix refuse "${wrong}"`, (t) => {
    t.false(address.safeParse(wrong).success)
    t.false(addressWithPrefix.safeParse(wrong).success)
  })
}
