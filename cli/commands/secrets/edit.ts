import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { Secret } from '../../../engine/secrets.ts'
import { loadStore } from '../../../inventory/secrets/load-store.ts'
import type { SecretStore } from '../../../inventory/secrets/store.ts'
import { writeStore } from '../../../inventory/secrets/write-store.ts'
import { exitCode } from '../../exit-codes.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { asker } from '../../run/secrets/ask.ts'
import { clearForm, readClearForm } from '../../run/secrets/clear-form.ts'
import { folderInMemory, withClearText } from '../../run/secrets/clear-text.ts'
import { edit } from '../../run/secrets/editor.ts'
import { openStore } from '../../run/secrets/open-store.ts'
import { printFailure } from '../../view/failure.ts'
import { confirm, isInteractive } from '../../view/questions.ts'

/** Opens all values in an editor. The clear text is in memory only; where that cannot be, it asks first. */
export async function editSecrets(line: CommandLine, io: Io): Promise<number> {
  const { file, text } = await loadStore(line.flags.inventory ?? '')
  const store = await openStore(file, line.flags, io, asker(io))
  const before = await valuesOf(store)
  const folder = await folderFor(line, io)
  const after = await withClearText(folder, clearForm(before), (path) => edited(path, line, io))
  const changes = changesOf(before, after)
  if (changes.size > 0) await writeStore(await store.with(changes), text)
  io.stderr.write(summary(file.path, before, changes))
  return exitCode('done')
}

async function valuesOf(store: SecretStore): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>()
  for (const name of store.names) values.set(name, new Secret(await store.read(name), name).reveal())
  return values
}

async function folderFor({ flags }: CommandLine, io: Io): Promise<string> {
  const folder = await folderInMemory([...(io.env.XDG_RUNTIME_DIR ? [io.env.XDG_RUNTIME_DIR] : []), '/dev/shm'])
  if (folder !== undefined) return folder
  const disk = tmpdir()
  io.stderr.write(
    `There is no folder in memory here: while you edit, the clear text would be on the disk, in ${disk}.\n`,
  )
  if (flags.yes || (isInteractive(io) && (await confirm(io, 'Edit it there?')))) return disk
  const hint = 'evenkeel secrets set NAME stores a single value without a file. --yes edits on the disk.'
  throw new EvenkeelError('declined', 'The secrets were not opened in an editor. Nothing was changed.', { hint })
}

/** The edited values. A text that cannot be read is opened again, if the operator wants that. */
async function edited(path: string, line: CommandLine, io: Io): Promise<ReadonlyMap<string, string>> {
  for (;;) {
    await edit(path, io)
    try {
      return readClearForm(await readFile(path, 'utf8'))
    } catch (error) {
      if (!isInteractive(io)) throw error
      printFailure(error, io, line.flags)
      if (!(await confirm(io, 'Edit the text again?'))) throw new EvenkeelError('declined', 'Nothing was changed.')
    }
  }
}

/** Undefined for a value that is removed. */
function changesOf(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | undefined> {
  const names = new Set([...before.keys(), ...after.keys()])
  return new Map(
    [...names].filter((name) => before.get(name) !== after.get(name)).map((name) => [name, after.get(name)]),
  )
}

function summary(path: string, before: ReadonlyMap<string, string>, changes: ReadonlyMap<string, string | undefined>) {
  if (changes.size === 0) return `Nothing was changed in ${path}.\n`
  const lines = [...changes].map(
    ([name, value]) => `  ${value === undefined ? '-' : before.has(name) ? '~' : '+'} ${name}`,
  )
  return `${path}:\n${lines.join('\n')}\n`
}
