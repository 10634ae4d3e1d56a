import type { Controller } from '../../engine/controller.ts'
import { EvenkeelError, EvenkeelErrors } from '../../engine/errors/error.ts'
import type { ClusterStatus } from '../../engine/status/cluster-status.ts'
import { readStatus } from '../../engine/status/read.ts'
import { exitCode } from '../exit-codes.ts'
import type { Io, Output } from '../io.ts'
import { type OutputFile, refuseUnwritable, writeOutput } from '../output-file.ts'
import type { CommandLine } from '../parse/command.ts'
import { controllerFor } from '../run/controller.ts'
import { untilInterrupted } from '../run/interruption.ts'
import { KeptConnections } from '../run/kept-connections.ts'
import { readStatusAssignment } from '../run/read-files.ts'
import { readHosts } from '../run/read-hosts.ts'
import { failureText } from '../view/failure.ts'
import { printJson } from '../view/json.ts'
import { type Paint, paintFor } from '../view/paint.ts'
import { progressFor } from '../view/progress/choose.ts'
import { metricsText } from '../view/status/metrics.ts'
import { Screen } from '../view/status/screen.ts'
import { statusText, USUAL_WIDTH } from '../view/status/status.ts'

/** Milliseconds between two readings of `--watch`. */
const PAUSE = 2000
/** Milliseconds after which `--watch` reads all resources again: that is most of the work on the hosts. */
const DRIFT_EVERY = 30_000

/** Shows the state of the cluster now, once or again and again. */
export async function statusCommand(line: CommandLine, io: Io): Promise<number> {
  const { json, prometheus, watch } = line.flags
  const file = prometheus === undefined ? undefined : metricsFile(prometheus)
  if (file !== undefined) await refuseUnwritable(file)
  const people = json ? io.stderr : io.stdout
  const print = async (status: ClusterStatus, show: (printed: string) => void) => {
    if (file !== undefined) await writeOutput(file, metricsText(status))
    if (json) printJson(io.stdout, status)
    // JSON lines on the same terminal would break what is drawn in one place.
    if (!(json && watch)) show(statusText(status, styleFor(people, line, io)))
  }
  const last = watch ? await watchCluster(line, io, people, print) : await readOnce(line, io)
  if (!watch && last !== undefined) await print(last, (printed) => people.write(printed))
  return exitCode(last?.healthy ? 'done' : 'refused')
}

function readOnce(line: CommandLine, io: Io): Promise<ClusterStatus> {
  return readHosts(line.flags, io, async (controller) => readStatus(await readStatusAssignment(line, io), controller))
}

/** Reads until the first Ctrl-C, and returns the last status. A reading that fails is shown, and the next one tried. */
async function watchCluster(
  line: CommandLine,
  io: Io,
  people: Output,
  print: (status: ClusterStatus, show: (printed: string) => void) => Promise<void>,
): Promise<ClusterStatus | undefined> {
  const assignment = await readStatusAssignment(line, io)
  const progress = await progressFor(io, { verbose: line.flags.verbose, json: false })
  const asking = controllerFor(line.flags, io, progress)
  const connections = new KeptConnections(asking.connect)
  const quiet: Controller = { ...asking, connect: connections.connect, emit: () => undefined }
  const screen = new Screen(people)
  const show = (printed: string) => screen.show(printed)
  try {
    // The first reading logs in, which may ask for passwords.
    let last = await untilStopped(readStatus(assignment, { ...quiet, emit: asking.emit }), io)
    await progress.settle()
    let whole = performance.now()
    while (!io.interrupted.aborted) {
      if (last !== undefined) await print(last, show)
      await untilStopped(new Promise((resolve) => setTimeout(resolve, PAUSE)), io)
      if (io.interrupted.aborted) break
      const isDue = performance.now() - whole > DRIFT_EVERY
      if (isDue) whole = performance.now()
      const earlier = isDue ? undefined : last
      const next = await readAgain(() => untilStopped(readStatus(assignment, quiet, earlier), io), show)
      if (!io.interrupted.aborted) last = next
    }
    return last
  } finally {
    await progress.settle()
    screen.end()
    connections.close()
  }
}

const plain: Paint = (_style, printed) => printed

/** Shows why nothing could be read: the next reading may do better. */
async function readAgain(
  read: () => Promise<ClusterStatus | undefined>,
  show: (printed: string) => void,
): Promise<ClusterStatus | undefined> {
  try {
    return await read()
  } catch (failure) {
    if (!(failure instanceof EvenkeelError || failure instanceof EvenkeelErrors)) throw failure
    show(`${failureText(failure, plain, false)}\nTrying again.\n`)
    return undefined
  }
}

/** Undefined after the first Ctrl-C: the end of a watch is no failure. */
async function untilStopped<Result>(work: Promise<Result>, io: Io): Promise<Result | undefined> {
  const stopped = new EvenkeelError('declined', 'Stopped.')
  try {
    return await untilInterrupted(work, io.interrupted, () => stopped)
  } catch (failure) {
    if (failure === stopped) return undefined
    throw failure
  }
}

function styleFor(people: Output, { flags }: CommandLine, io: Io) {
  return { paint: paintFor(people, io.env), width: people.columns || USUAL_WIDTH, isWhole: flags.verbose }
}

/** Any process may read it, such as Prometheus' node exporter. */
function metricsFile(path: string): OutputFile {
  return { path, what: 'the metrics', mode: 0o644 }
}
