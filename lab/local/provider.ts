import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { withoutComment } from '../keys.ts'
import type { LabHost, Layout } from '../layout.ts'
import { hostFolder, imagesFolder, type LabPlace } from '../place.ts'
import type { LabProgress } from '../progress.ts'
import type { LabProvider, Running } from '../provider.ts'
import type { ImageName } from '../settings.ts'
import { ensureImage, type Image } from './image.ts'
import type { Machines } from './machines.ts'
import { deleteNamespace, ensureNamespace, enter } from './namespace.ts'
import { endPackages, servePackages } from './packages.ts'
import { requirePlainPath } from './plain-path.ts'
import { ensureRequirements, requireRoot } from './requirements.ts'
import { publicKeyOf, writeSeed } from './seed.ts'

/** The images of a lab. They are remembered: a host's disk is the difference to the image that it booted first. */
type Images = Readonly<Partial<Record<ImageName, Image>>>

/** Hosts that are processes of this machine, on bridges in a network namespace of the lab's own. */
export function localProvider(machines: Machines): LabProvider {
  return {
    memory: 256,

    async check({ place }, progress) {
      for (const path of [place.state, imagesFolder()]) requirePlainPath(path)
      await ensureRequirements(machines.requirements, progress)
    },

    async running({ place, layout }) {
      const found = await Promise.all(
        layout.hosts.map(async ({ name }): Promise<[string, Running][]> => {
          const pid = await machines.processOf(place, name)
          return pid === undefined ? [] : [[name, { pid, resident: await machines.memoryOf(place, name) }]]
        }),
      )
      return new Map(found.flat())
    },

    async prepare({ place, layout }, off, progress) {
      await writeImages(place, await imagesOf(layout, progress))
      await ensureNamespace(place.namespace, layout, machines.hasTaps)
      await Promise.all(
        off.map(async (host) => {
          await mkdir(hostFolder(place, host.name), { recursive: true })
          await writeSeed(place, layout, host)
        }),
      )
    },

    async boot({ place, layout }, hosts, progress) {
      const images = await readImages(place)
      await servePackages(place, layout, images)
      for (const host of hosts) {
        if ((await machines.processOf(place, host.name)) !== undefined) continue
        progress({ type: 'booting', host: host.name })
        await machines.start(place, host, images[host.image]?.disk ?? '')
      }
    },

    async logins({ place, layout }) {
      return Promise.all(
        layout.hosts.map(async ({ name, address, port = 22 }) => ({
          host: name,
          hostName: address,
          port,
          hostKeys: [withoutComment(await publicKeyOf(place, name))],
        })),
      )
    },

    async cutPower({ place }, host) {
      await machines.stop(place, host.name)
    },

    inside(place) {
      requireRoot()
      return enter(place.namespace)
    },

    async hint(place, silent) {
      const consoles = await Promise.all(silent.map((name) => endOf(join(hostFolder(place, name), 'console.log'))))
      return [consoles.length === 1 ? 'Its console:' : 'Their consoles:', ...consoles].join('\n')
    },

    async down(place, hosts) {
      requireRoot()
      for (const { name } of hosts) await machines.stop(place, name)
      await endPackages(place)
      await deleteNamespace(place.namespace)
    },
  }
}

/** A line that names a console and what was printed there last. */
async function endOf(path: string): Promise<string> {
  const lines = stripVTControlCharacters(await readFile(path, 'utf8').catch(() => '')).split(/[\r\n]+/)
  const last = lines.findLast((line) => line.trim() !== '')
  return last === undefined ? `  ${path}` : `  ${path} ends with: ${last.trim()}`
}

async function imagesOf(layout: Layout, progress: LabProgress): Promise<Images> {
  const names = new Set(layout.hosts.map(({ image }: LabHost) => image))
  const images: Partial<Record<ImageName, Image>> = {}
  for (const name of names) images[name] = await ensureImage(name, progress)
  return images
}

/** Keeps the images of hosts that have booted. */
async function writeImages(place: LabPlace, images: Images): Promise<void> {
  const known = await readImages(place)
  await writeFile(imagesFile(place), `${JSON.stringify({ ...images, ...known }, undefined, 2)}\n`)
}

async function readImages(place: LabPlace): Promise<Images> {
  const content = await readFile(imagesFile(place), 'utf8').catch(() => '{}')
  return JSON.parse(content) as Images
}

function imagesFile(place: LabPlace): string {
  return join(place.state, 'images.json')
}
