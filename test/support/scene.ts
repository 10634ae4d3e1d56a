import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import type { Check } from '../../engine/check.ts'
import type { Controller } from '../../engine/controller.ts'
import type { Assignment } from '../../engine/description.ts'
import { EvenkeelError } from '../../engine/errors/error.ts'
import type { RunEvent } from '../../engine/events.ts'
import { type FileInput, file } from '../../engine/resources/file.ts'
import type { Placement, Resource } from '../../engine/resources/resource.ts'
import { LocalHost } from './local-host.ts'

export const me = userInfo().username
export const consent = async () => {}

/** A file resource that can be written without root. */
export function ours(
  path: string,
  content: string,
  more: Partial<FileInput> = {},
  placement: Placement = {},
): Resource {
  return file({ path, content, owner: me, group: me === 'root' ? 'root' : me, ...more }, placement)
}

export function controllerOf(hosts: readonly LocalHost[], events: RunEvent[] = []): Controller {
  return {
    connect: async (target) => {
      const host = hosts.find((one) => one.name === target.name)
      if (host === undefined) throw new EvenkeelError('unreachable', `${target.name} is not there`)
      return host.connect()
    },
    forks: 50,
    emit: (event) => events.push(event),
    operator: 'tester@here',
  }
}

export function assign(
  hosts: readonly LocalHost[],
  resources: (host: LocalHost) => readonly Resource[],
  more: { playbook?: string; batchSize?: number; checks?: readonly Check[] } = {},
): Assignment {
  return {
    playbook: more.playbook ?? 'Test',
    targets: hosts.map((host) => host.target),
    described: hosts.map(({ name }) => name),
    clients: [],
    inventory: hosts.map((host) => host.target),
    describe: () => ({
      findings: [],
      plays: [
        {
          name: 'Play',
          batchSize: more.batchSize ?? hosts.length,
          hosts: hosts.map((host) => ({ host: host.name, resources: resources(host) })),
          checks: () => more.checks ?? [],
        },
      ],
    }),
  }
}

export async function withHosts(
  names: readonly string[],
  body: (...hosts: LocalHost[]) => Promise<void>,
): Promise<void> {
  const hosts = await Promise.all(names.map((name) => LocalHost.make(name)))
  try {
    await body(...hosts)
  } finally {
    await Promise.all(hosts.map((host) => host.remove()))
  }
}

export const isGone = (path: string) =>
  stat(path).then(
    () => false,
    () => true,
  )
