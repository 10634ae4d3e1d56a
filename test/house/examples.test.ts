import { validateWorkflow } from '@action-validator/core'
import test from 'ava'
import { read } from './sources.ts'

const WORKFLOW = read('examples/github-actions.yml')

test('examples/github-actions.yml is a workflow, by action-validator', (t) => {
  t.deepEqual(validateWorkflow(WORKFLOW).errors, [])
})

for (const [right, wrong] of [
  ['runs-on:', 'run-on:'],
  ['needs: plan', 'needs: plans'],
] as const)
  test(`action-validator refuses ${wrong} in it`, (t) => {
    t.not(validateWorkflow(WORKFLOW.replace(right, wrong)).errors.length, 0)
  })
