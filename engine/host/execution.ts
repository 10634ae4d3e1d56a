import { once } from 'node:events'
import { constants } from 'node:os'
import type { Duplex, Readable } from 'node:stream'
import type { Secret } from '../secrets.ts'
import type { CommandResult } from './connection.ts'
import { BoundedOutput, Lines } from './output.ts'
import { type Attempt, SudoGate } from './sudo.ts'

/** A running command: its standard output and input, and its standard error. */
export interface CommandChannel extends Duplex {
  readonly stderr: Readable
  close(): void
}

/** A started command. Its end is watched from the start, or the exit status of a fast command would be missed. */
export interface Running {
  readonly channel: CommandChannel
  /** The exit status once all output is read; undefined if the host sent none. */
  readonly ended: Promise<number | undefined>
}

export interface Task {
  readonly input: AsyncIterable<Uint8Array> | undefined
  /** The input can be sent again, so it need not wait until sudo has started the command. */
  readonly eager: boolean
  readonly password: Secret | undefined
  onLine?(line: string): void
  /** Milliseconds without output and without progress of the input, after which `onSilence` is called. */
  readonly silence: number
  onSilence(): void
}

export interface Outcome {
  readonly result: CommandResult
  /** The command itself has run; false if sudo did not start it. */
  readonly started: boolean
  /** The output of sudo before the command started. */
  readonly sudoOutput: string
  /** Sudo asked again after the password. */
  readonly refusedPassword: boolean
}

/** The maximum number of bytes of standard output and standard error that are kept. */
const KEPT_OUTPUT = 16 * 1024 * 1024
const KEPT_ERRORS = 1024 * 1024

/** Follows one command to its end. Rejects only if its input cannot be read. */
export async function execute(running: Running, attempt: Attempt, task: Task): Promise<Outcome> {
  const { channel, ended } = running
  const gate = new SudoGate(attempt)
  const stdout = new BoundedOutput(KEPT_OUTPUT)
  const stderr = new BoundedOutput(KEPT_ERRORS)
  const lines = task.onLine && new Lines(task.onLine.bind(task))
  const failed = Promise.withResolvers<never>()
  const silence = setTimeout(task.onSilence, task.silence)
  let inputStarted = false
  const startInput = () => {
    if (inputStarted) return
    inputStarted = true
    feed(channel, task.input, () => silence.refresh()).catch((error: unknown) => {
      channel.close()
      failed.reject(error)
    })
  }
  channel.on('data', (chunk: Buffer) => {
    silence.refresh()
    if (lines) lines.add(chunk)
    else stdout.add(chunk)
  })
  channel.stderr.on('data', (chunk: Buffer) => {
    silence.refresh()
    const promptsBefore = gate.prompts
    stderr.add(gate.add(chunk))
    if (gate.prompts > promptsBefore) sendPassword(channel, task.password, gate.prompts)
    if (gate.started) startInput()
  })
  if (gate.started || task.eager) startInput()
  try {
    const status = await Promise.race([ended, failed.promise])
    // If the connection broke, the last line may be incomplete.
    if (status !== undefined) lines?.end()
    return {
      result: {
        status,
        stdout: stdout.read('latin1'),
        stderr: stderr.read('utf8'),
        truncated: stdout.truncated || stderr.truncated,
      },
      started: gate.started,
      sudoOutput: gate.sudoOutput,
      refusedPassword: gate.prompts > 1,
    }
  } finally {
    clearTimeout(silence)
  }
}

/** Sends the password once, at sudo's own prompt. A second prompt means that it was wrong: closes the channel. */
function sendPassword(channel: CommandChannel, password: Secret | undefined, prompts: number): void {
  if (prompts > 1 || password === undefined) channel.close()
  else channel.write(`${password.reveal()}\n`)
}

/** Watches a channel. Must be called in the same turn of the event loop in which the channel opens. */
export function watch(channel: CommandChannel): Running {
  // The missing exit status already shows an error.
  channel.on('error', () => undefined)
  return { channel, ended: endOf(channel) }
}

async function endOf(channel: CommandChannel): Promise<number | undefined> {
  let status: number | undefined
  channel.on('exit', (code: number | null, signal?: string) => {
    status = code ?? statusOfSignal(signal)
  })
  const errorsRead = channel.stderr.readableEnded ? Promise.resolve() : once(channel.stderr, 'end')
  await once(channel, 'close')
  await errorsRead
  return status
}

/** The exit status that a shell uses for a signal: 128 plus its number. */
function statusOfSignal(signal: string | undefined): number | undefined {
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1]
  return number === undefined ? undefined : 128 + number
}

/** Writes the input no faster than the host reads it, and stops when the command has closed its input. */
async function feed(
  channel: CommandChannel,
  input: AsyncIterable<Uint8Array> | undefined,
  progress: () => void,
): Promise<void> {
  const closed = once(channel, 'close')
  let open = true
  closed.then(() => {
    open = false
  })
  for await (const chunk of input ?? []) {
    if (!open || !channel.writable) return
    if (!channel.write(chunk)) await Promise.race([once(channel, 'drain'), closed])
    progress()
  }
  if (open && channel.writable) channel.end()
}
