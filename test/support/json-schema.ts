import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { jsonSchema } from '../../cli/schemas.ts'

/** The errors that a JSON Schema of evenkeel finds in some data, each as `/place message`. */
export type Validate = (data: unknown) => readonly string[]

/** Quick to compile: the tests validate little with each schema. */
const OPTIONS = {
  allErrors: true,
  allowUnionTypes: true,
  validateFormats: false,
  inlineRefs: false,
  code: { optimize: false },
} as const

const made = new Map<string, Promise<Validate>>()

/** @param name as `evenkeel schema` takes it */
export function validatorOf(name: string): Promise<Validate> {
  const validate = made.get(name) ?? compiled(name)
  made.set(name, validate)
  return validate
}

async function compiled(name: string): Promise<Validate> {
  const schema = await jsonSchema(name)
  if (schema === undefined) throw new Error(`there is no schema ${name}`)
  const validate = new Ajv2020(OPTIONS).compile(schema)
  return (data) => (validate(data) ? [] : (validate.errors ?? []).map(errorText))
}

function errorText({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${Object.values(params).join()}`
}
