import test from 'ava'
import role from '../../../roles/haproxy/role.ts'
import { haproxyVars } from '../../../roles/haproxy/vars/vars.ts'
import { contextOf, facts, lb1, lb2 } from '../hosts.ts'
import { onPage } from './page.ts'

const trixie = { ...lb1, facts: facts('10.77.0.11', { version: '13' }) }

for (const [heading, vars] of onPage)
  test(`the example "${heading}" of the page plans without a finding`, (t) => {
    const context = contextOf(haproxyVars.parse(vars), trixie, [lb1, lb2])
    t.deepEqual(role.lints?.(context), [])
    t.true(role.resources(context).length > 3)
  })
