import { existsSync, globSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EvenkeelError } from '../../engine/errors/error.ts'
import { authorizedKeys } from '../keys.ts'
import type { LabHost } from '../layout.ts'
import type { LabPlace } from '../place.ts'
import type { LabProvider } from '../provider.ts'
import { firstBoot } from './first-boot.ts'
import { loginOf } from './logins.ts'
import { runningIn } from './machine-readable.ts'
import { requireVagrant, runVagrant, vagrantText } from './program.ts'
import { firstBootName, POWER_CUT, projectFolder, vagrantfilePath } from './project.ts'
import { vagrantfile } from './vagrantfile.ts'

/** Virtual machines of any provider that Vagrant knows, on this machine's own network. */
export const vagrant: LabProvider = {
  memory: 512,

  async check({ layout }) {
    for (const host of layout.hosts) refuseForeignImage(host)
    await requireVagrant()
  },

  async running({ place }) {
    return new Map((await runningHosts(place)).map((name) => [name, {}]))
  },

  async prepare(lab, _off, progress) {
    const { place, layout } = lab
    progress({ type: 'remark', message: `writing ${vagrantfilePath(place)}` })
    await mkdir(projectFolder(place), { recursive: true })
    await writeFile(vagrantfilePath(place), vagrantfile(lab))
    for (const host of layout.hosts) {
      const script = firstBoot(host, layout, await authorizedKeys(place, host))
      await writeFile(join(projectFolder(place), firstBootName(host.name)), script)
    }
  },

  /** Also those that run, as an earlier `up` may have ended before it had set them up. */
  async boot({ place }, hosts, progress) {
    const running = new Set(await runningHosts(place))
    for (const { name } of hosts) if (!running.has(name)) progress({ type: 'booting', host: name })
    for (const [provider, names] of byProvider(hosts)) {
      const chosen = provider === undefined ? [] : ['--provider', provider]
      await runVagrant(place, ['up', '--no-install-provider', ...chosen, ...names], {
        said: (message) => progress({ type: 'remark', message }),
      })
    }
  },

  async logins({ place, layout }) {
    const names = await runningHosts(place)
    if (names.length === 0) return []
    const sshConfig = await vagrantText(place, ['ssh-config', ...names])
    return Promise.all(layout.hosts.filter(({ name }) => names.includes(name)).map((host) => loginOf(sshConfig, host)))
  },

  async cutPower({ place }, { name }) {
    await runVagrant(place, ['halt', '--force', name], { environment: { [POWER_CUT]: 'yes' } })
  },

  inside: () => [],

  async hint(place, silent) {
    return `Its console is in the provider. By Vagrant's own login: cd ${projectFolder(place)} && vagrant ssh ${silent[0] ?? ''}`
  },

  async down(place) {
    const made = madeMachines(place)
    if (made.length > 0) await runVagrant(place, ['destroy', '--force', ...made])
  },
}

async function runningHosts(place: LabPlace): Promise<string[]> {
  if (madeMachines(place).length === 0) return []
  return runningIn(await runVagrant(place, ['status']))
}

/** The machines that exist in a provider: Vagrant fails for the others if no provider can be used. */
function madeMachines(place: LabPlace): string[] {
  const machines = join(projectFolder(place), '.vagrant', 'machines')
  if (!existsSync(machines)) return []
  return [...new Set(globSync('*/*/id', { cwd: machines }).map((path) => path.split(/[/\\]/)[0] ?? ''))].sort()
}

function byProvider(hosts: readonly LabHost[]): ReadonlyMap<string | undefined, string[]> {
  const groups = new Map<string | undefined, string[]>()
  for (const { provider, name } of hosts) groups.set(provider, [...(groups.get(provider) ?? []), name])
  return groups
}

function refuseForeignImage({ name, image, box }: LabHost): void {
  if (image === 'default' || box !== undefined) return
  throw new EvenkeelError('input', `Cannot boot ${name} in Vagrant: lab.image is ${image}, an image of UML`, {
    host: name,
    hint: `Name a box beside it: lab: { image: ${image}, box: NAME }`,
  })
}
