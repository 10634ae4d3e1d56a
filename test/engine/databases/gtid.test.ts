import test from 'ava'
import { countMissing } from '../../../engine/databases/gtid.ts'

const ONE = '3e11fa47-71ca-11e1-9e33-c80aa9429562'
const TWO = '4f22fa47-71ca-11e1-9e33-c80aa9429562'

for (const [engine, from, to, count] of [
  ['mysql', `${ONE}:1-77`, `${ONE}:1-70`, 7],
  ['mysql', `${ONE}:1-77,\n${TWO}:5`, `${ONE.toUpperCase()}:1-77`, 1],
  ['mysql', `${ONE}:1-10:20-30`, `${ONE}:5-25`, 9],
  ['mysql', `${ONE}:1-3`, `${ONE}:1-3,${TWO}:1-9`, 0],
  ['mysql', `${ONE}:backup:1-3`, `${ONE}:1-3`, 3],
  ['mysql', '', `${ONE}:1-3`, 0],
  ['mariadb', '1-1-77,2-2-5', '1-1-70', 12],
  ['mariadb', '1-1-77', '1-1-80', 0],
  ['mariadb', '1-1-77', '', 77],
  ['mariadb', '1-1-3,1-2-9', '1-1-3', 9],
] as const) {
  test(`countMissing() of ${engine}: ${JSON.stringify(from)} without ${JSON.stringify(to)} is ${count}`, (t) => {
    t.is(countMissing(engine, from, to), count)
  })
}
