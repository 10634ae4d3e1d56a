import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { certificate } from '../../../../engine/resources/certificate.ts'
import { restore } from '../../../../engine/resources/registry.ts'
import type { Json } from '../../../../engine/resources/resource.ts'
import { me, Scratch, shells } from '../../../support/scratch.ts'

const NAMES = ['www.example.com', '*.Example.org', '10.0.0.1', 'FD00:0::1']

function openssl(path: string, ...options: readonly string[]): string {
  return execFileSync('openssl', ['x509', '-in', path, '-noout', ...options], { encoding: 'utf8' })
}

function journalled(state: Json): Json {
  return JSON.parse(JSON.stringify(state)) as Json
}

for (const shell of shells) {
  const name = shell.join(' ')

  test(`certificate() makes a certificate with its key, and removes it under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path("it's; $(odd).pem")
    const described = certificate({ path, names: NAMES, ...me })
    t.is(host.state(described), null)
    t.false(described.holds(described.desired, null))
    t.deepEqual((await host.converge(described, null, described.desired)).status, 0)
    t.true(described.holds(described.desired, host.state(described)))
    t.is(statSync(path).mode & 0o7777, 0o600)
    t.regex(openssl(path, '-checkhost', 'a.example.org'), /does match/)
    t.regex(openssl(path, '-checkip', 'fd00::1'), /does match/)
    t.deepEqual(
      readdirSync(host.step)
        .filter((name) => name !== 'files')
        .sort(),
      ['certificate', 'request'],
    )
    t.is((await host.converge(described, host.state(described), null)).status, 0)
    t.deepEqual(readdirSync(host.path()), [])
  })

  test(`certificate() renews before expiry and for other names, and undo restores the old one under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const path = host.path('a.pem')
    const first = certificate({ path, names: ['a.example'], days: 2, renew_days: 1, ...me })
    await host.converge(first, null, first.desired)
    t.true(first.holds(first.desired, host.state(first)))
    const old = readFileSync(path, 'utf8')
    for (const next of [
      certificate({ path, names: ['a.example'], days: 9, renew_days: 3, ...me }),
      certificate({ path, names: ['a.example', 'b.example'], days: 2, renew_days: 1, ...me }),
    ]) {
      const before = host.state(next)
      t.false(next.holds(next.desired, before))
      t.is((await host.converge(next, before, next.desired)).status, 0)
      t.true(next.holds(next.desired, host.state(next)))
      t.not(readFileSync(path, 'utf8'), old)
      const again = restore('certificate', JSON.parse(JSON.stringify(next.spec)) as object)
      t.is((await host.converge(again, next.desired, journalled(before))).status, 0)
      t.true(again.holds(journalled(before), host.state(again)))
      t.is(readFileSync(path, 'utf8'), old)
    }
  })

  test(`certificate() replaces a file without a certificate or with another key under ${name}`, async (t) => {
    using host = new Scratch(shell)
    const [one, other] = ['one.pem', 'other.pem'].map((file) =>
      certificate({ path: host.path(file), names: ['a.example'], ...me }),
    )
    if (one === undefined || other === undefined) return t.fail()
    await host.converge(one, null, one.desired)
    await host.converge(other, null, other.desired)
    const [certified] = host.text('one.pem').split(/(?=-----BEGIN PRIVATE)/)
    const [, key] = host.text('other.pem').split(/(?=-----BEGIN PRIVATE)/)
    for (const [content, line] of [
      [`${certified}${key}`, /without its key/],
      [`${certified}`, /without its key/],
      ['no certificate', /no certificate for any name/],
    ] as const) {
      writeFileSync(host.path('one.pem'), content)
      const found = host.state(one)
      t.false(one.holds(one.desired, found))
      t.regex(one.stateLines(found, undefined).join('\n'), line)
      t.is((await host.converge(one, found, one.desired)).status, 0)
      t.true(one.holds(one.desired, host.state(one)))
      t.is((await host.converge(one, one.desired, found)).status, 0)
      t.is(host.text('one.pem'), content)
    }
  })
}
