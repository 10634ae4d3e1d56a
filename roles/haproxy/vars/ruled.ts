import { answerLine, httpLine, tcpLine } from './action-lines.ts'
import { answerRule, httpRule, tcpRule } from './actions.ts'

// A rule is kept as its line of haproxy.cfg, which checks read as they read lines of the user's own.
export const connectionRules = tcpRule.transform((rule) => ({ ...rule, line: tcpLine(rule) }))
export const requestRules = httpRule.transform((rule) => ({ ...rule, line: httpLine(rule) }))
export const answerRules = answerRule.transform((rule) => ({ ...rule, line: answerLine(rule) }))
