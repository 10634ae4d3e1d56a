import { type Text, type TextValue, text } from '../../../engine/secrets.ts'
import { argumentOf } from '../text.ts'
import { quoted, word } from '../words.ts'
import type { AnswerRule, HttpRule, TcpRule } from './actions.ts'
import { guarded, whenWords } from './guard.ts'

export function tcpLine(rule: TcpRule): Text {
  return text`tcp-request ${rule.at} ${tcpWords(rule)}${whenWords(rule)}`
}

export function httpLine(rule: HttpRule): Text {
  return text`http-request ${httpWords(rule)}${conditionOf(rule)}`
}

export function answerLine(rule: AnswerRule): Text {
  return text`http-response ${answerWords(rule)}${whenWords(rule)}`
}

/** A client that has given its name and its password passes. */
function conditionOf(rule: HttpRule): string {
  if (rule.auth === undefined) return whenWords(rule)
  return guarded(rule, `!{ http_auth(${rule.auth.users}) }`, `{ http_auth(${rule.auth.users}) }`)
}

function tcpWords(rule: TcpRule): TextValue {
  if (rule.accept === true) return 'accept'
  return rule.reject === true ? 'reject' : (trafficWords(rule) ?? commonWords(rule))
}

function httpWords(rule: HttpRule): TextValue {
  const { auth, return: answer, redirect, replace_path: replaced, set_path: path } = rule
  if (rule.allow === true) return 'allow'
  if (rule.reject === true) return 'reject'
  if (rule.deny !== undefined) return refusalWords('deny', rule.deny)
  if (rule.tarpit !== undefined) return refusalWords('tarpit', rule.tarpit)
  if (auth !== undefined) return auth.realm === undefined ? 'auth' : `auth realm ${word(auth.realm)}`
  if (answer !== undefined)
    return `return status ${answer.status} content-type ${word(answer.type)} string ${quoted(answer.text)}`
  if (redirect !== undefined) return `redirect location ${word(redirect)}`
  if (replaced !== undefined) return `replace-path ${word(replaced.match)} ${word(replaced.with)}`
  if (path !== undefined) return `set-path ${word(path)}`
  return trafficWords(rule) ?? headerWords(rule) ?? commonWords(rule)
}

function answerWords(rule: AnswerRule): TextValue {
  return rule.deny === undefined ? (headerWords(rule) ?? commonWords(rule)) : refusalWords('deny', rule.deny)
}

function refusalWords(action: 'deny' | 'tarpit', status: true | number): string {
  return status === true ? action : `${action} deny_status ${status}`
}

function trafficWords({ silent_drop: isDropped, track }: Pick<HttpRule, 'silent_drop' | 'track'>): string | undefined {
  if (isDropped === true) return 'silent-drop'
  if (track === undefined) return undefined
  return `track-sc${track.counter} ${track.key}${track.table === undefined ? '' : ` table ${track.table}`}`
}

function headerWords(rule: AnswerRule | HttpRule): Text | undefined {
  const { set_header: set, add_header: add, del_header: del, replace_header: replaced } = rule
  if (set !== undefined) return text`set-header ${set.name} ${argumentOf(set.value)}`
  if (add !== undefined) return text`add-header ${add.name} ${argumentOf(add.value)}`
  if (del !== undefined) return text`del-header ${del}`
  return replaced && text`replace-header ${replaced.name} ${word(replaced.match)} ${word(replaced.with)}`
}

function commonWords({ set_var: variable, rule = text`` }: Pick<HttpRule, 'set_var' | 'rule'>): TextValue {
  return variable === undefined ? rule : `set-var(${variable.name}) ${variable.value}`
}
