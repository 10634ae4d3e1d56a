import { readFileSync } from 'node:fs'

/** The POSIX sh that evenkeel brings to hosts, by the name of its file in this folder, or of the folder of its parts. */
export type ScriptName =
  | 'facts'
  | 'prelude'
  | 'prelude/nft-openings'
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

/** Parts that hosts get as one file, in the order in which they are joined: what all others use comes first. */
const JOINED: Partial<Record<ScriptName, readonly string[]>> = {
  prelude: [
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
    'interfaces',
    'addresses',
    'routes',
    'ipvs',
    'users',
    'certificates',
    'rsyslog-modules',
    'nft-openings',
    'firewall',
    'selinux',
    'commands',
  ],
  runner: ['head', 'journal', 'turns', 'step', 'forward', 'revert', 'end', 'main'],
}

/** What a host needs to go on, and to go back, by itself: these lie in the folder of every run. */
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
  const content = JOINED[name]?.map((part) => textOf(`${name}/${part}`)).join('\n') ?? textOf(name)
  read.set(name, content)
  return content
}

function textOf(path: string): string {
  return readFileSync(new URL(`./${path}.sh`, import.meta.url), 'utf8')
}
