import { readFileSync } from 'node:fs'
import { type ShValue, sh } from '../shell.ts'

/** The scripts, as POSIX sh, that evenkeel sends to hosts. The name is that of a file in this folder, or of a folder of parts. */
export type ScriptName =
  | 'login'
  | 'facts'
  | 'survey'
  | 'environment'
  | 'history'
  | 'manifests'
  | 'blobs'
  | 'prelude'
  | 'prelude/nft-openings'
  | 'answer'
  | 'lock'
  | 'hear'
  | 'receive'
  | 'unpack'
  | 'decide'
  | 'start'
  | 'runner'
  | 'limit'
  | 'processes'
  | 'standing'
  | 'lease'
  | 'guard'
  | 'prune'
  | 'follow'

const STANDING = ['common', 'identity', 'standing']
const HEARD = [...STANDING, 'heard']

const BACKUPS = [
  'names',
  'folders',
  'changes',
  'attributes',
  'notes',
  'find',
  'keep',
  'put-aside',
  'give-back',
  'prove',
  'sweep',
].map((part) => `prelude/backups/${part}`)
const PACKAGE_DATA = ['roots', 'mounts', 'changed', 'keep', 'bring', 'versions'].map(
  (part) => `prelude/package-data/${part}`,
)

/** Scripts of several files, in the order in which they are joined: first the functions that the others use. */
const JOINED: Partial<Record<ScriptName, readonly string[]>> = {
  login: ['login', 'environment'],
  facts: [...HEARD, 'home', 'tools', 'facts'],
  survey: ['common', 'survey'],
  history: [...STANDING, 'history'],
  manifests: ['common', 'manifests'],
  blobs: ['common', 'blob-names', 'blobs'],
  lock: [...HEARD, 'home', 'lock'],
  hear: [...HEARD, 'hear'],
  receive: ['login', 'environment', 'common', 'identity', 'home', 'receive'],
  unpack: ['common', 'blob-names', 'unpack'],
  standing: STANDING,
  start: ['transient', 'start'],
  guard: ['transient', 'guard'],
  prelude: [
    'common',
    'blob-names',
    'prelude/words',
    'prelude/at-boot',
    'prelude/locks',
    'prelude/staging',
    'prelude/mounts',
    ...BACKUPS,
    'prelude/readings',
    'prelude/aside',
    'prelude/files',
    'prelude/directories',
    'prelude/moved',
    'prelude/links',
    'prelude/packages',
    'prelude/package-copies',
    ...PACKAGE_DATA,
    'prelude/apt',
    'prelude/dnf',
    'prelude/missing',
    'prelude/unit-links',
    'prelude/services',
    'prelude/boot-units',
    'prelude/sysctls',
    'prelude/networks',
    'prelude/kernel-modules',
    'prelude/interfaces',
    'prelude/addresses',
    'prelude/routes',
    'prelude/ipvs',
    'prelude/haproxy',
    'prelude/accounts',
    'prelude/users',
    'prelude/certificates',
    'prelude/rsyslog-modules',
    'prelude/nft-openings',
    'prelude/firewall',
    'prelude/firewalld',
    'prelude/selinux',
    'prelude/commands',
    'databases/client',
    'databases/gtid',
    'databases/channel',
    'prelude/databases/server',
    'prelude/databases/schemas',
    'prelude/databases/accounts',
    'prelude/databases/channels',
  ],
  runner: [
    'environment',
    'runner/head',
    'runner/journal',
    'runner/turns',
    'runner/mounts',
    'runner/step',
    'runner/forward',
    'runner/revert',
    'runner/end',
    'runner/main',
  ],
}

/** The scripts in the folder of every run: with them a host continues and reverts without a controller. */
export const RUN_SCRIPTS = [
  'prelude',
  'standing',
  'runner',
  'limit',
  'processes',
  'lease',
  'guard',
  'prune',
  'start',
  'follow',
] as const satisfies readonly ScriptName[]

const read = new Map<ScriptName, string>()

export function script(name: ScriptName): string {
  const known = read.get(name)
  if (known !== undefined) return known
  const content = partsOf(name).map(textOf).join('\n')
  read.set(name, content)
  return content
}

/** The files of a script, in their order, without their ending. */
export function partsOf(name: ScriptName): readonly string[] {
  return JOINED[name] ?? [name]
}

/** A script with its arguments in `$1`, `$2` …, as one text for the standard input of a shell. */
export function scriptWith(name: ScriptName, ...values: readonly ShValue[]): string {
  const words = values.map((value) => sh`${value}`.script)
  return `set -- ${words.join(' ')}\n${script(name)}`
}

function textOf(path: string): string {
  return readFileSync(new URL(`./${path}.sh`, import.meta.url), 'utf8')
}
