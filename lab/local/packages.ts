import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Layout } from '../layout.ts'
import type { LabPlace } from '../place.ts'
import type { Image } from './image.ts'
import { enter } from './namespace.ts'
import { killAll, processesWith } from './processes.ts'

/** A file of this folder: a .ts file, or the .js file built from it. */
const SERVER = fileURLToPath(new URL(`./repository-server${extname(import.meta.filename)}`, import.meta.url))

/** Serves the packages of images to the hosts, unless that is done already. */
export async function servePackages(
  place: LabPlace,
  layout: Layout,
  images: Readonly<Record<string, Image>>,
): Promise<void> {
  if ((await processesWith([markOf(place)])).length > 0) return
  const words = [
    process.execPath,
    SERVER,
    markOf(place),
    ...layout.subnets.map(({ controller }) => `address=${controller}`),
    ...Object.entries(images).map(([name, { packages }]) => `${name}=${packages}`),
  ]
  const log = await open(join(place.state, 'packages.log'), 'a')
  const [program = '', ...others] = [...enter(place.namespace), ...words]
  spawn(program, others, { detached: true, stdio: ['ignore', log.fd, log.fd] }).unref()
  await log.close()
}

export function endPackages(place: LabPlace): Promise<void> {
  return killAll([markOf(place)])
}

/** A word on the server's command line, by which it is found. */
function markOf(place: LabPlace): string {
  return `lab=${place.state}`
}
