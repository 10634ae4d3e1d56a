import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { jsonSchema } from '../../cli/schemas.ts'

/** The errors that a JSON Schema of evenkeel finds in some data, each as `/place message`. */
export type Validate = (data: unknown) => readonly string[]

/** @param name as `evenkeel schema` takes it */
export async function validatorOf(name: string): Promise<Validate> {
  const schema = await jsonSchema(name)
  if (schema === undefined) throw new Error(`there is no schema ${name}`)
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, validateFormats: false }).compile(schema)
  return (data) => (validate(data) ? [] : (validate.errors ?? []).map(errorText))
}

function errorText({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${Object.values(params).join()}`
}
