import { z } from 'zod'
import { type Answer, type AnswerKey, type Answers, answersSchema } from './answers.ts'

/** An answer as it is typed: lists with commas, `yes` and `no`. */
export function answerText(answer: Answer): string {
  if (Array.isArray(answer)) return answer.join(', ')
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
  return String(answer)
}

/** The allowed words of an answer, for messages; undefined if any text of the right form is allowed. */
export function allowedWords(key: AnswerKey): readonly string[] | undefined {
  const schema = answersSchema.shape[key].unwrap()
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  return schema instanceof z.ZodBoolean ? ['yes', 'no'] : undefined
}

/**
 * The value that a typed answer stands for; still to be checked against the schema. Text that has not the form of the
 * answer stays text, which the schema refuses.
 */
export function typedValue(key: AnswerKey, text: string): unknown {
  const schema = answersSchema.shape[key].unwrap()
  if (schema instanceof z.ZodArray) return wordsOf(text)
  if (schema instanceof z.ZodBoolean) return YES_OR_NO.get(text.trim().toLowerCase()) ?? text
  if (schema instanceof z.ZodNumber) return /^\s*\d+\s*$/.test(text) ? Number(text) : text
  return text.trim()
}

const YES_OR_NO: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['y', true],
  ['true', true],
  ['no', false],
  ['n', false],
  ['false', false],
])

/** A typed answer, checked: the value, or why it is none. */
export function readAnswer<Key extends AnswerKey>(
  key: Key,
  text: string,
): { readonly value: NonNullable<Answers[Key]> } | { readonly problem: string } {
  const { data, error } = answersSchema.shape[key].unwrap().safeParse(typedValue(key, text))
  if (error === undefined) return { value: data as NonNullable<Answers[Key]> }
  return { problem: `${key} ${sentence(key, error.issues[0])}` }
}

function sentence(key: AnswerKey, issue: z.core.$ZodIssue | undefined): string {
  const words = allowedWords(key)
  if (words !== undefined) return `must be ${words.join(' or ')}`
  if (issue?.code === 'too_small' || issue?.code === 'too_big' || issue?.code === 'invalid_type') {
    const limits = LIMITS[key]
    if (limits !== undefined) return `must be a whole number from 1 to ${limits}`
  }
  return issue?.message ?? 'is not right'
}

const LIMITS: Readonly<Partial<Record<AnswerKey, number>>> = {
  port: 65535,
  server_port: 65535,
  router_id: 255,
  inner_router_id: 255,
  writer_router_id: 255,
}

/** Splits at blanks and commas. */
function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '')
}
