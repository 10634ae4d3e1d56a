import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { partsOf, RUN_SCRIPTS, type ScriptName, script } from '../../engine/target/scripts.ts'
import { WRITER_PARTS, writerScript } from '../../roles/mysql/writer/script.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** One script as a shell reads it. */
export interface Script {
  /** The name of its file on a host, or its path from the root. */
  readonly name: string
  readonly content: string
  readonly isJoined: boolean
  /** The file and line from the root in which a line of the script, counted from 1, is written. */
  source(line: number): string
}

/** Scripts that go to the standard input of a shell, or that lie in the folder of a stage. */
const SENT: readonly ScriptName[] = [
  'login',
  'facts',
  'survey',
  'history',
  'manifests',
  'lock',
  'receive',
  'unpack',
  'decide',
  // Behind the prelude, which takes shellcheck as long as all others together.
  'answer',
]

/** All that hosts get, under the names by which the scripts source each other. */
export function joinedScripts(): Script[] {
  return [
    ...[...RUN_SCRIPTS, ...SENT].map((name) => joined(`${name}.sh`, script(name), partsOf(name))),
    joined('openings.sh', script('prelude/nft-openings'), partsOf('prelude/nft-openings')),
    ofPaths('writer.sh', writerScript(), WRITER_PARTS),
  ]
}

/** The scripts that are sourced or run as they are. */
export function looseScripts(): Script[] {
  return globSync(
    ['cli/**/*.bash', 'engine/databases/**/*.sh', 'lab/**/*.sh', 'roles/**/*.sh', 'scripts/**/*.sh', 'test/**/*.sh'],
    { cwd: ROOT },
  )
    .filter((path) => !WRITER_PARTS.includes(path))
    .sort()
    .map((path) => ({
      name: path,
      content: readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'),
      isJoined: false,
      source: (line) => `${path}:${line}`,
    }))
}

function joined(name: string, content: string, parts: readonly string[]): Script {
  return ofPaths(
    name,
    content,
    parts.map((part) => `engine/target/${part}.sh`),
  )
}

function ofPaths(name: string, content: string, paths: readonly string[]): Script {
  const lines = paths.flatMap((path) => {
    const count = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').split('\n').length
    return Array.from({ length: count }, (_, index) => `${path}:${index + 1}`)
  })
  return { name, content, isJoined: true, source: (line) => lines[line - 1] ?? `${name}:${line}` }
}
