export { type FormerKeys as FormerNames, modernKeys } from '../../engine/errors/former-keys.ts'
