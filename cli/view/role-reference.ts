import type { ReferenceKey, RoleReference } from '../../roles/reference.ts'

const OVERRULING = [
  'To break one of them on purpose, write beside vars, with the reason: allow: { 17: why }.',
  'A value that a key above does not accept is refused all the same.',
]

/** The reference of a role as text. */
export function roleReferenceText({ name, summary, example, vars, rules }: RoleReference): string {
  const ruleLines = rules.map(({ rule, how }) => `  ${String(rule).padStart(2)}  ${how}`)
  const parts = [
    [`${name}: ${summary}`],
    ...(example === undefined ? [] : [exampleLines(example)]),
    ['Vars', ...vars.flatMap((key) => keyLines(key, '  '))],
    ...(ruleLines.length > 0 ? [['Rules of the field that it follows', ...ruleLines, '', ...OVERRULING]] : []),
  ]
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
}

/** The play as an entry of the list `plays:`. */
function exampleLines(play: string): string[] {
  const lines = play.trimEnd().split('\n')
  return ['Example', '  plays:', ...lines.map((line, index) => `    ${index === 0 ? '- ' : '  '}${line}`)]
}

/** A key with its type and its description, and the keys of its value below it. */
export function keyLines(
  { key, type, required, default: preset, description, keys }: ReferenceKey,
  indent: string,
): string[] {
  const requirement = required ? ', required' : preset === undefined ? '' : `, default ${preset}`
  return [
    `${indent}${key}: ${type}${requirement}`,
    ...(description === '' ? [] : [`${indent}    ${description}`]),
    ...keys.flatMap((below) => keyLines(below, `${indent}  `)),
  ]
}
