import type { Acl } from '../vars/acl.ts'
import type { Example } from '../vars/acl-kinds.ts'
import { conditionTerms, type Term } from '../vars/condition.ts'

/** Whether a condition holds; undefined if only a running HAProxy can evaluate it. */
type Truth = boolean | undefined

interface Rule {
  /** A route that only a running HAProxy can look up. */
  readonly map?: string | undefined
  readonly if?: string | undefined
  readonly unless?: string | undefined
}

/** A rule without a condition always holds. */
function holdsFor(rule: Rule, acls: readonly Acl[], request: Example): Truth {
  if (rule.map !== undefined) return holdsFor({ ...rule, map: undefined }, acls, request) === false ? false : undefined
  if (rule.if !== undefined) return conditionHolds(rule.if, acls, request)
  return rule.unless === undefined ? true : not(conditionHolds(rule.unless, acls, request))
}

function conditionHolds(condition: string, acls: readonly Acl[], request: Example): Truth {
  const alternatives = conditionTerms(condition) ?? []
  return any(alternatives.map((terms) => not(any(terms.map((term) => not(termHolds(term, acls, request)))))))
}

function termHolds({ acl, negated }: Term, acls: readonly Acl[], request: Example): Truth {
  const named = acls.filter(({ name }) => name === acl)
  const truth = named.length === 0 ? predefinedHolds(acl, request) : any(named.map((one) => aclHolds(one, request)))
  return negated ? not(truth) : truth
}

function predefinedHolds(acl: string | undefined, { method = 'GET' }: Example): Truth {
  if (acl === 'TRUE') return true
  if (acl === 'FALSE') return false
  return acl?.startsWith('METH_') === true ? acl === `METH_${method}` : undefined
}

function aclHolds({ kind, values, ignoreCase }: Acl, request: Example): Truth {
  if (kind.matches === undefined || values === undefined) return undefined
  const foldCase = (text: string) => (ignoreCase ? text.toLowerCase() : text)
  const folded = ignoreCase ? { ...request, path: request.path.toLowerCase() } : request
  return values.some((value) => kind.matches?.(folded, foldCase(value)))
}

function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}

function any(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true
  return truths.includes(undefined) ? undefined : false
}

/** A request that matches a rule and none of the earlier rules; undefined if none can be derived from the ACLs. */
export function exampleFor(rule: Rule, earlier: readonly Rule[], acls: readonly Acl[]): Example | undefined {
  const candidates =
    rule.if === undefined ? [{ path: '/' }] : (conditionTerms(rule.if) ?? []).map((terms) => exampleOf(terms, acls))
  return candidates.find((one) => isTaken(rule, earlier, acls, one))
}

/** True if the rule is certainly the first that matches the request. */
export function isTaken(rule: Rule, earlier: readonly Rule[], acls: readonly Acl[], request: Example): boolean {
  return holdsFor(rule, acls, request) === true && earlier.every((one) => holdsFor(one, acls, request) === false)
}

function exampleOf(terms: readonly Term[], acls: readonly Acl[]): Example {
  const parts = terms.filter(({ negated }) => !negated).map(({ acl }) => partFor(acl, acls))
  return Object.assign({ path: '/' }, ...parts)
}

function partFor(name: string | undefined, acls: readonly Acl[]): Partial<Example> {
  const found = acls.find((one) => one.name === name && one.kind.example !== undefined)
  const [value] = found?.values ?? []
  return value === undefined ? {} : (found?.kind.example?.(value) ?? {})
}
