import { readFileSync } from 'node:fs'

/** The POSIX sh that evenkeel brings to hosts, by the name of its file in this folder; the prelude is a folder there. */
export type ScriptName =
  | 'facts'
  | 'prelude'
  | 'frames'
  | 'receive'
  | 'unpack'
  | 'start'
  | 'runner'
  | 'limit'
  | 'processes'
  | 'standing'
  | 'lease'
  | 'guard'
  | 'prune'
  | 'follow'
  | 'history'

/** The files of `prelude/` in the order in which they are joined: what all others use comes first. */
const PRELUDE = [
  'words',
  'at-boot',
  'locks',
  'staging',
  'files',
  'directories',
  'links',
  'packages',
  'package-copies',
  'apt',
  'dnf',
  'services',
  'boot-units',
  'sysctls',
  'kernel-modules',
  'addresses',
  'routes',
  'users',
  'commands',
] as const

const read = new Map<ScriptName, string>()

export function script(name: ScriptName): string {
  const known = read.get(name)
  if (known !== undefined) return known
  const content = name === 'prelude' ? PRELUDE.map((part) => textOf(`prelude/${part}`)).join('\n') : textOf(name)
  read.set(name, content)
  return content
}

function textOf(path: string): string {
  return readFileSync(new URL(`./${path}.sh`, import.meta.url), 'utf8')
}
