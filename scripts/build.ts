/** Builds `dist` from the sources: compiled modules, and the files that modules read. */
import { spawnSync } from 'node:child_process'
import { chmod, cp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['cli', 'playbooks', 'roles', 'inventory', 'engine', 'lab']
const EXECUTABLE = 0o755

await rm(join(ROOT, 'dist'), { recursive: true, force: true })
compile()
for (const folder of FOLDERS) {
  await cp(join(ROOT, folder), join(ROOT, 'dist', folder), {
    recursive: true,
    filter: (path) => extname(path) !== '.ts',
  })
}
await chmod(join(ROOT, 'dist/cli/main.js'), EXECUTABLE)

function compile(): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json')], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`tsc ended with status ${status}`)
}
