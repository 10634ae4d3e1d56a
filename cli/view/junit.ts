import type { CheckReport } from '../../engine/run/report.ts'
import { clean } from './clean.ts'
import { failureData } from './failure.ts'

/** The results of verify as JUnit XML: a test case for each check. `name` is that of the suite. */
export function junitOfChecks(name: string, reports: readonly CheckReport[]): string {
  const failures = reports.filter(({ holds }) => !holds).length
  const time = reports.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return document({ name, tests: reports.length, failures, errors: 0, time: seconds(time) }, reports.map(caseOf))
}

/** The same for checks that could not be run: one test case, with the errors. */
export function junitOfFailure(name: string, error: unknown, inventory: string | undefined): string {
  const messages = failureData(error, inventory).errors.map(({ where, message, hint }) => {
    const place = where === undefined ? '' : `${where.file}:${where.line}:${where.column}: `
    return [`${place}${message}`, hint].filter((one) => one !== undefined).join('\n')
  })
  return document({ name, tests: 1, failures: 0, errors: 1, time: seconds(0) }, [
    testCase('the checks can be run', 0, problem('error', messages.join('\n\n'))),
  ])
}

function caseOf({ title, holds, saw, advice, milliseconds }: CheckReport): readonly string[] {
  const seen = advice === undefined ? saw : `${saw}\n${advice}`
  return testCase(title, milliseconds, holds ? [`<system-out>${escaped(saw)}</system-out>`] : problem('failure', seen))
}

function testCase(title: string, milliseconds: number, content: readonly string[]): readonly string[] {
  const attributes = attributesOf({ classname: 'evenkeel.verify', name: title, time: seconds(milliseconds) })
  return [`<testcase${attributes}>`, ...content.map((line) => `  ${line}`), '</testcase>']
}

function problem(element: 'failure' | 'error', text: string): readonly string[] {
  const [first = ''] = text.split('\n')
  return [`<${element}${attributesOf({ message: first })}>${escaped(text)}</${element}>`]
}

type Attributes = Readonly<Record<string, string | number>>

function document(suite: Attributes, cases: readonly (readonly string[])[]): string {
  const { name, ...counts } = suite
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributesOf(counts)}>`,
    `  <testsuite${attributesOf({ name: name ?? '', ...counts })}>`,
    ...cases.flat().map((line) => `    ${line}`),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function attributesOf(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

const DECIMALS = 3

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(DECIMALS)
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Without secrets and without the control characters that XML cannot hold. */
function escaped(text: string): string {
  return clean(text)
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
    .replaceAll(UNWRITABLE, '\ufffd')
}

/** Halves of characters, and the two values that are none. */
const UNWRITABLE = /\p{Cs}|[\ufffe\uffff]/gu
