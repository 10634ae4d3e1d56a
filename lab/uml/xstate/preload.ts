import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from '../../command.ts'
import { imagesFolder } from '../../place.ts'

const SOURCE = fileURLToPath(new URL('./preload.c', import.meta.url))

/** True if this processor's floating point state is larger than UML kernels before 6.13 can restore (AMX). */
export async function needsPreload(cpuinfo = '/proc/cpuinfo'): Promise<boolean> {
  return /^flags\s*:.*\bamx_tile\b/m.test(await readFile(cpuinfo, 'utf8').catch(() => ''))
}

/**
 * Variables for the environment of a UML kernel. On a processor with AMX they preload `preload.c`, which says why; it
 * is compiled once and stored beside the images. Throws `lab` if the compiler fails.
 */
export async function kernelEnvironment(): Promise<NodeJS.ProcessEnv> {
  return (await needsPreload()) ? { LD_PRELOAD: await compiledPreload() } : {}
}

async function compiledPreload(): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(SOURCE))
    .digest('hex')
    .slice(0, 16)
  const library = join(dirname(imagesFolder()), 'lib', `xstate-${digest}.so`)
  if (existsSync(library)) return library
  await mkdir(dirname(library), { recursive: true })
  const unfinished = `${library}.${process.pid}`
  await runProgram('cc', ['-O2', '-shared', '-fPIC', '-o', unfinished, SOURCE])
  await rename(unfinished, library)
  return library
}
