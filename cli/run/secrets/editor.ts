import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import type { Io } from '../../io.ts'

/** These would copy the text elsewhere: swap, backup and undo files, and registers. */
const VIM = `-n -i NONE -c 'set nobackup nowritebackup noundofile'`

/** Opens the operator's editor on a file, until it is left. Throws `input` if it fails, or evenkeel is told to stop. */
export async function edit(path: string, io: Io): Promise<void> {
  const editor = io.env.VISUAL || io.env.EDITOR || 'vi'
  const isVim = ['vim', 'nvim'].includes(basename(editor.trim().split(/\s+/)[0] ?? ''))
  const command = `${editor}${isVim ? ` ${VIM}` : ''} "$1"`
  const ended = Promise.withResolvers<string | undefined>()
  const child = spawn('/bin/sh', ['-c', command, 'sh', path], { stdio: 'inherit', env: { ...process.env, ...io.env } })
  child.on('error', (error) => ended.resolve(error.message))
  child.on('close', (code, signal) => {
    ended.resolve(code === 0 ? undefined : signal === null ? `it ended with status ${code}` : `it ended by ${signal}`)
  })
  const stop = () => child.kill()
  io.interrupted.addEventListener('abort', stop)
  const failure = await ended.promise.finally(() => io.interrupted.removeEventListener('abort', stop))
  if (failure === undefined && !io.interrupted.aborted) return
  const hint = 'VISUAL or EDITOR names the editor.'
  throw new EvenkeelError(
    'input',
    `The editor ${editor} failed: ${failure ?? 'it was interrupted'}. Nothing was changed.`,
    { hint },
  )
}
