import { PassThrough } from 'node:stream'
import test from 'ava'
import { schemaCommand } from '../../cli/commands/schema.ts'
import { builtInRoles } from '../../cli/description/built-in-roles.ts'
import { noFlags } from '../../cli/parse/flags.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { resourceTypes } from '../../engine/resources/registry.ts'

interface Printed {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly additionalProperties?: unknown
  readonly $defs: {
    readonly role: { readonly anyOf: readonly [unknown, { readonly allOf: readonly Branch[] }] }
    readonly task: { readonly properties: Readonly<Record<string, unknown>> }
  }
}

interface Branch {
  readonly if: { readonly properties: { readonly role: { readonly const: string } } }
  readonly then: { readonly properties: { readonly vars: { readonly properties?: Readonly<Record<string, unknown>> } } }
}

async function printed(which: string): Promise<Printed> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const io = {
    stdin: new PassThrough(),
    stdout,
    stderr,
    env: {},
    interrupted: new AbortController().signal,
    abandoned: new AbortController().signal,
  }
  const code = await schemaCommand({ positionals: [which], tail: [], flags: noFlags() }, io)
  if (code !== 0) throw new Error(`ended with ${code}`)
  return JSON.parse(String(stdout.read())) as Printed
}

test('schema playbook lists every kind of task', async (t) => {
  const { $defs } = await printed('playbook')
  t.deepEqual(Object.keys($defs.task.properties), [...resourceTypes.keys()])
})

test('schema playbook lists the variables of every built-in role', async (t) => {
  const { $defs } = await printed('playbook')
  const branches = $defs.role.anyOf[1].allOf
  t.deepEqual(
    branches.map((branch) => branch.if.properties.role.const),
    [...(await builtInRoles())],
  )
  const realServer = branches.find((branch) => branch.if.properties.role.const === 'real_server')
  t.true('vip' in (realServer?.then.properties.vars.properties ?? {}))
})

test('schema inventory describes groups', async (t) => {
  t.truthy((await printed('inventory')).additionalProperties)
})

test('schema refuses another word, with the nearest one as a hint', async (t) => {
  const thrown = await t.throwsAsync(printed('playbok'), { instanceOf: EvenkeelError })
  t.like(thrown, { code: 'usage', hint: 'Did you mean "playbook"?' })
})
