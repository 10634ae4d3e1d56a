/** Builds `dist` from the sources: compiled modules, the files that modules read, and the man page. */
import { spawnSync } from 'node:child_process'
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMMANDS } from '../cli/commands/table.ts'
import { manPage } from '../cli/view/man-page.ts'
import { removeUnreachedDeclarations } from './build/declarations.ts'
import { writeSchemas } from './schemas/write.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['cli', 'library', 'playbooks', 'roles', 'inventory', 'engine', 'lab']
const EXECUTABLE = 0o755

await rm(join(ROOT, 'dist'), { recursive: true, force: true })
compile()
await removeUnreachedDeclarations(join(ROOT, 'dist'), 'library/evenkeel.d.ts')
await writeSchemas()
for (const folder of FOLDERS) {
  await cp(join(ROOT, folder), join(ROOT, 'dist', folder), {
    recursive: true,
    filter: (path) => extname(path) !== '.ts',
  })
}
await chmod(join(ROOT, 'dist/cli/main.js'), EXECUTABLE)
await writeManPage()

function compile(): void {
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
  const { status } = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json')], {
    stdio: 'inherit',
  })
  if (status !== 0) throw new Error(`tsc ended with status ${status}`)
}

/** The date is that of the build; SOURCE_DATE_EPOCH, in seconds, replaces it in builds that must be repeatable. */
async function writeManPage(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const seconds = process.env.SOURCE_DATE_EPOCH
  const made = seconds === undefined ? new Date() : new Date(Number(seconds) * 1000)
  await mkdir(join(ROOT, 'dist/man'))
  const page = manPage(COMMANDS, { version, date: made.toISOString().slice(0, 10) })
  await writeFile(join(ROOT, 'dist/man/evenkeel.1'), page)
}
