import test from 'ava'
import { dispatch } from '../../../cli/dispatch.ts'
import { resourceTypes } from '../../../engine/resources/registry.ts'
import type { ReferenceKey } from '../../../roles/reference.ts'
import { fakeIo } from '../fake-io.ts'

async function printed(...words: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo()
  const code = await dispatch(['resources', ...words], io)
  return { code, out: io.out(), err: io.err() }
}

test('resources lists every kind with its summary', async (t) => {
  const { code, out } = await printed()
  t.is(code, 0)
  const kinds = out.split('\n').flatMap((line) => /^(\w+) +\S/.exec(line)?.[1] ?? [])
  t.deepEqual(kinds, [...resourceTypes.keys()])
})

test('resources prints the keys of a kind as its spec has them, and a task', async (t) => {
  const { code, out } = await printed('file')
  t.is(code, 0)
  t.regex(out, /^file: A file with given content/)
  t.true(out.includes('\nA task: - file: { path: …, … }\n'))
  t.true(out.includes('\n  path: text, required\n      Absolute path of the file.\n'))
  t.true(out.includes('\n  mode: text, default "0644"\n'))
  t.true((await printed('rsyslog_module')).out.includes('- rsyslog_module: { name: … }\n'))
})

function flat(keys: readonly ReferenceKey[]): readonly ReferenceKey[] {
  return keys.flatMap((key) => [key, ...flat(key.keys)])
}

for (const kind of resourceTypes.keys()) {
  test(`resources has a type and a description for each key of ${kind}`, async (t) => {
    const { out } = await printed(kind, '--json')
    const data = JSON.parse(out) as { kind: string; summary: string; keys: readonly ReferenceKey[] }
    t.is(data.kind, kind)
    t.not(data.keys.length, 0)
    for (const { key, type, description } of flat(data.keys)) {
      t.not(description, '', key)
      t.not(type, '', key)
    }
  })
}

test('resources with --json lists the kinds as data', async (t) => {
  const { out } = await printed('--json')
  const [first] = JSON.parse(out) as { name: string; summary: string }[]
  t.deepEqual(first, { name: 'package', summary: resourceTypes.get('package')?.summary ?? '' })
})

test('resources names the kind to write for the name of another tool, or a close one', async (t) => {
  const copy = await printed('copy')
  t.is(copy.code, 1)
  t.regex(copy.err, /No kind of resource is called "copy"\n {2}Write file, with its whole content\./)
  t.regex((await printed('sysctls')).err, /Did you mean "sysctl"\?/)
})
