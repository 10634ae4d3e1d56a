import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { script } from '../../engine/target/scripts.ts'

const FOLDER = new URL('../../engine/target/prelude/', import.meta.url)
const prelude = script('prelude')

for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sh'))) {
  test(`script() joins ${file} into the prelude`, (t) => {
    t.true(prelude.includes(readFileSync(new URL(file, FOLDER), 'utf8')))
  })
}

test('script() joins a prelude in which no function is defined twice', (t) => {
  const names = [...prelude.matchAll(/^(\w+)\(\) [({]/gm)].map(([, name]) => name)
  t.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  )
})
