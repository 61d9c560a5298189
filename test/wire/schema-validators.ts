import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { schemaDocument } from '../../src/wire/schema-document.ts'

/** An independent validator for a schema as alloc prints it. */
export function validatorOf(name?: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false })
  addFormats.default(ajv)
  return ajv.compile(JSON.parse(JSON.stringify(schemaDocument(name))))
}
