import { PassThrough } from 'node:stream'
import type { Io } from '../cli/io.ts'
import type { CommandLine } from '../cli/parse/command.ts'
import { noFlags } from '../cli/parse/flags.ts'
import { controllerFor } from '../cli/run/controller.ts'
import { clean } from '../cli/view/clean.ts'
import type { Controller } from '../engine/controller.ts'
import type { RunEvent } from '../engine/events.ts'

/** A cluster: the files that describe it, and how to reach its hosts. Paths are relative to the working directory. */
export interface Cluster {
  /** Path of the playbook. */
  readonly playbook: string
  /** Path of the inventory. */
  readonly inventory: string
  /** Only these hosts, such as `web*:!web3`. */
  readonly limit?: string | undefined
  /** Variables that override all others, each read as `-e NAME=VALUE` is. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  /** Path of an ssh_config. Default: `EVENKEEL_SSH_CONFIG`, else those of the user and of the machine. */
  readonly sshConfig?: string | undefined
  /** Trust the key of a host that is new; a changed key is still refused. */
  readonly acceptNewHostKeys?: boolean | undefined
  /** Path of the private key that opens encrypted secrets. Default: as the commands find it. */
  readonly identity?: string | undefined
  /** Path of the password of Ansible's `!vault` values. */
  readonly vaultPasswordFile?: string | undefined
  /** How many hosts are worked on at the same time. Default: 50. */
  readonly forks?: number | undefined
  /** Plans show the text of old and copied files that not everybody on the host may read. */
  readonly diffPrivateFiles?: boolean | undefined
  /** Called for each event, in order, with secrets redacted. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined
  /** Ends a run: its current steps end, and every host is reverted. */
  readonly signal?: AbortSignal | undefined
}

/** The command line that says the same. */
export function lineOf(cluster: Cluster): CommandLine {
  const { playbook, inventory, variables = {}, forks } = cluster
  const { limit, sshConfig, acceptNewHostKeys = false, identity, vaultPasswordFile, diffPrivateFiles = false } = cluster
  const flags = {
    ...noFlags(),
    ...{ inventory, limit, sshConfig, acceptNewHostKeys, identity, vaultPasswordFile, diffPrivateFiles },
    variable: Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    forks: forks === undefined ? undefined : String(forks),
  }
  return { positionals: [playbook], tail: [], flags }
}

/** Streams without a terminal: nothing is asked, and nothing is printed. */
export function silentIo({ signal }: Cluster): Io {
  const never = new AbortController().signal
  const discarded = () => new PassThrough().resume()
  const [stdin, stdout, stderr] = [new PassThrough(), discarded(), discarded()]
  return { stdin, stdout, stderr, env: process.env, interrupted: signal ?? never, abandoned: never }
}

export function controllerOf(cluster: Cluster, io: Io): Controller {
  const { onEvent = () => {} } = cluster
  return controllerFor(lineOf(cluster).flags, io, {
    emit: (event) => onEvent(clean(event)),
    pause: (question) => question(),
    settle: async () => {},
  })
}
