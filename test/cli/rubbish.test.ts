import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { dispatch } from '../../cli/dispatch.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { fakeIo } from './fake-io.ts'

const folder = temporaryFolder('rubbish')
const at = (name: string) => join(folder, name)
mkdirSync(at('folder'))
writeFileSync(at('empty.yml'), '')
writeFileSync(at('binary.yml'), Buffer.from([0, 159, 146, 150, 255, 10]))
writeFileSync(at('hosts.yml'), 'all: { hosts: { web1: { ansible_host: 127.0.0.1, ansible_port: 9 } } }\n')
writeFileSync(
  at('site.yml'),
  'name: Site\nplays: [{ name: Files, hosts: all, tasks: [{ file: { path: /tmp/evenkeel-none, content: x } }] }]\n',
)

const NO_ID = /is not the id of a run, such as 20261121-103112-k3f9\.\n.*evenkeel history -i .*hosts\.yml/
const EMPTY = /The path of the playbook is empty/

/** Words, of which those with a file's ending or `folder` are in the folder above, and the error. */
const RUBBISH: readonly (readonly [words: string, error: RegExp])[] = [
  ...['rollback', 'resume', 'unlock'].flatMap((command) =>
    ["''", 'not-a-run', '../x', '20261121-103112-K3F9', '20261121-103112-k3f9;id', 'last'].map(
      (id) => [`${command} ${id} -i hosts.yml`, NO_ID] as const,
    ),
  ),
  // Only the lock of a host has an owner that is not known.
  ['rollback unknown -i hosts.yml', NO_ID],
  ['resume unknown -i hosts.yml', NO_ID],
  ['rollback 20261121-103112-k3f9 -i hosts.yml', /this is not a terminal.\n.*--yes/],
  ['diff', /There is no command "diff"/],
  ["''", /There is no command ""/],
  ['help rollback unlock', /takes no further word: "unlock"/],
  ['plan site.yml -i hosts.yml --frobnicate', /There is no flag --frobnicate/],
  ...['plan', 'verify', 'apply --yes', 'remove --yes', 'switchover --yes', 'rejoin web1'].map(
    (command) => [`${command} '' -i hosts.yml`, EMPTY] as const,
  ),
  ["plan site.yml -i ''", /-i needs a value/],
  ['plan site.yml -i nowhere.yml', /Cannot read .*nowhere\.yml: there is no such file/],
  ['plan site.yml -i folder', /Cannot read .*folder: it is a folder, a file is needed/],
  ['plan site.yml -i empty.yml', /empty\.yml has no hosts/],
  ['history -i binary.yml', /Cannot read .*binary\.yml: it is not UTF-8 text/],
  ['plan empty.yml -i hosts.yml', /empty\.yml:1:1: The file must be a map: it is empty/],
  ['plan binary.yml -i hosts.yml', /it is not UTF-8 text/],
  ['plan folder -i hosts.yml', /it is a folder, a file is needed/],
  ['history -i hosts.yml --limit nobody', /has no group or host "nobody"/],
  ...['history', 'rollback --yes', 'resume 20261121-103112-k3f9', 'unlock 20261121-103112-k3f9 --yes'].flatMap(
    (command) =>
      [
        [`${command} -i hosts.yml --limit all:!web1`, /--limit all:!web1 matches no host/],
        [`${command} -i empty.yml`, /empty\.yml has no hosts/],
      ] as const,
  ),
  ['history -i hosts.yml --forks 0', /a whole number from 1 to 99999/],
  ['history -i hosts.yml --forks 100000', /a whole number from 1 to 99999/],
  ['apply site.yml -i hosts.yml --yes --lease 1', /from 5s to 1h is needed/],
  ['apply site.yml -i hosts.yml --yes --keep-runs 1001', /from 1 to 1000 is needed/],
  ['apply site.yml -i hosts.yml --yes --in-doubt -5', /--in-doubt needs a value/],
  ['apply site.yml -i hosts.yml', /this is not a terminal.\n.*--yes/],
  ...['folder', 'nowhere.json', 'empty.yml', 'binary.yml', 'site.yml'].map(
    (plan) =>
      [`apply site.yml -i hosts.yml --yes --plan ${plan}`, /Cannot (read the plan|apply .* as a plan)/] as const,
  ),
  ['plan site.yml -i hosts.yml --out folder', /Cannot save the plan as .*folder: it is a folder/],
  ['plan site.yml -i hosts.yml --out nowhere/plan.json', /Cannot save the plan as .*: there is no folder .*nowhere/],
  ['roles nobody', /No role is called "nobody"/],
  ['resources nobody', /No kind of resource is called "nobody"/],
  ['schema nobody', /No schema is called "nobody"/],
  ['secrets get x -i hosts.yml', /There is no file of secrets/],
  ['secrets nobody -i hosts.yml', /secrets has no "nobody"/],
  ['secrets set ../x -i hosts.yml', /A secret cannot be called/],
  ['secrets init -i nowhere/hosts.yml', /Cannot make .*: there is no folder .*nowhere\. Nothing was changed/],
]

for (const [line, error] of RUBBISH)
  test(`dispatch() refuses evenkeel ${line}, before any host is contacted`, async (t) => {
    const words = line.split(' ').map((word) => {
      if (word === "''") return ''
      return /^(folder|nowhere\/.*|[a-z]+\.(yml|json))$/.test(word) ? at(word) : word
    })
    const io = fakeIo()
    t.is(await dispatch(words, io), 1)
    t.is(io.out(), '')
    t.regex(io.err(), error)
    t.notRegex(io.err(), /connecting|defect|ENOENT|EISDIR|\n {4}at /)
  })

for (const [name, error] of [
  ['nowhere', /Cannot read the ssh_config .*: there is no such file/],
  ['folder', /Cannot read the ssh_config .*: it is a folder, a file is needed/],
] as const)
  test(`dispatch() says in its own words why it cannot read the ssh_config ${name}`, async (t) => {
    const io = fakeIo()
    t.is(await dispatch(['history', '-i', at('hosts.yml'), '-F', at(name)], io), 1)
    t.regex(io.err(), error)
  })
