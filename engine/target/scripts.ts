import { readFileSync } from 'node:fs'

/** The POSIX sh that evenkeel brings to hosts, by the name of its file in this folder. */
export type ScriptName =
  | 'facts'
  | 'prelude'
  | 'frames'
  | 'receive'
  | 'unpack'
  | 'start'
  | 'runner'
  | 'follow'
  | 'history'

const read = new Map<ScriptName, string>()

export function script(name: ScriptName): string {
  const known = read.get(name)
  if (known !== undefined) return known
  const content = readFileSync(new URL(`./${name}.sh`, import.meta.url), 'utf8')
  read.set(name, content)
  return content
}
