import { randomInt } from 'node:crypto'
import { Secret } from '../../engine/secrets.ts'
import { SECRETS, type SecretName } from './topologies/topology.ts'

/** Every program and every file takes these without quotes. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Random values for these secrets; nothing prints them. */
export function newSecrets(names: readonly SecretName[]): ReadonlyMap<SecretName, Secret> {
  return new Map(names.map((name) => [name, new Secret(randomWord(SECRETS[name].length), name)]))
}

function randomWord(length: number): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}
