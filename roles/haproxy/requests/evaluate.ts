import type { Acl } from '../vars/acl.ts'
import type { Example } from '../vars/acl-kinds.ts'
import { conditionTerms, type Term } from '../vars/condition.ts'

/** What can be said of a request without a running HAProxy; undefined where it cannot be told. */
export type Truth = boolean | undefined

interface Rule {
  readonly if?: string | undefined
  readonly unless?: string | undefined
}

/** Whether a rule holds for a request. A rule without a condition always does. */
function holdsFor(rule: Rule, acls: readonly Acl[], request: Example): Truth {
  if (rule.if !== undefined) return conditionHolds(rule.if, acls, request)
  return rule.unless === undefined ? true : not(conditionHolds(rule.unless, acls, request))
}

function conditionHolds(condition: string, acls: readonly Acl[], request: Example): Truth {
  const alternatives = conditionTerms(condition) ?? []
  return any(alternatives.map((terms) => not(any(terms.map((term) => not(termHolds(term, acls, request)))))))
}

function termHolds({ acl, negated }: Term, acls: readonly Acl[], request: Example): Truth {
  const named = acls.filter(({ name }) => name === acl)
  const truth = named.length === 0 ? known(acl, request) : any(named.map((one) => meets(one, request)))
  return negated ? not(truth) : truth
}

function known(acl: string | undefined, { method = 'GET' }: Example): Truth {
  if (acl === 'TRUE') return true
  if (acl === 'FALSE') return false
  return acl?.startsWith('METH_') === true ? acl === `METH_${method}` : undefined
}

function meets({ kind, values, ignoreCase }: Acl, request: Example): Truth {
  if (kind.meets === undefined || values === undefined) return undefined
  const folded = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const asked = ignoreCase ? { ...request, path: request.path.toLowerCase() } : request
  return values.some((value) => kind.meets?.(asked, folded(value)))
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true
  return truths.includes(undefined) ? undefined : false
}

/** A request for which a rule holds and none of the earlier ones does; undefined where none can be made up. */
export function exampleFor(rule: Rule, earlier: readonly Rule[], acls: readonly Acl[]): Example | undefined {
  const candidates =
    rule.if === undefined ? [{ path: '/' }] : (conditionTerms(rule.if) ?? []).flatMap((terms) => madeOf(terms, acls))
  return candidates.find((one) => isTaken(rule, earlier, acls, one))
}

/** Whether a rule is certain to be the first that holds for a request. */
export function isTaken(rule: Rule, earlier: readonly Rule[], acls: readonly Acl[], request: Example): boolean {
  return holdsFor(rule, acls, request) === true && earlier.every((one) => holdsFor(one, acls, request) === false)
}

function madeOf(terms: readonly Term[], acls: readonly Acl[]): readonly Example[] {
  const parts = terms.filter(({ negated }) => !negated).map(({ acl }) => partFor(acl, acls))
  const made: Example = Object.assign({ path: '/' }, ...parts)
  return [made]
}

function partFor(name: string | undefined, acls: readonly Acl[]): Partial<Example> {
  const found = acls.find((one) => one.name === name && one.kind.example !== undefined)
  const [value] = found?.values ?? []
  return value === undefined ? {} : (found?.kind.example?.(value) ?? {})
}
