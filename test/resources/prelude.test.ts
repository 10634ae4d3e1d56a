import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { script } from '../../engine/target/scripts.ts'

const FOLDER = new URL('../../engine/target/prelude/', import.meta.url)
const prelude = script('prelude')

for (const file of readdirSync(FOLDER)) {
  test(`script() joins ${file} into the prelude`, (t) => {
    t.true(prelude.includes(readFileSync(new URL(file, FOLDER), 'utf8')))
  })
}

test('script() joins a prelude in which no word is said twice', (t) => {
  const words = [...prelude.matchAll(/^(\w+)\(\) [({]/gm)].map(([, word]) => word)
  t.deepEqual(
    words.filter((word, index) => words.indexOf(word) !== index),
    [],
  )
})
