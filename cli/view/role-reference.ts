import type { ReferenceKey, RoleReference } from '../../roles/reference.ts'

/** The reference of a role for people. */
export function roleReferenceText({ name, summary, vars, rules }: RoleReference): string {
  const followed = rules.map(({ rule, how }) => `  ${String(rule).padStart(2)}  ${how}`)
  const parts = [
    [`${name}: ${summary}`],
    ['Vars', ...vars.flatMap((key) => keyLines(key, '  '))],
    ...(followed.length > 0 ? [['Rules of the field that it follows', ...followed]] : []),
  ]
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`
}

function keyLines({ key, type, required, default: preset, description, keys }: ReferenceKey, indent: string): string[] {
  const need = required ? ', required' : preset === undefined ? '' : `, default ${preset}`
  return [
    `${indent}${key}: ${type}${need}`,
    ...(description === '' ? [] : [`${indent}    ${description}`]),
    ...keys.flatMap((below) => keyLines(below, `${indent}  `)),
  ]
}
