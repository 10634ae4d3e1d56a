import { type Sh, sh } from '../../shell.ts'
import type { AtPath } from './expectations.ts'
import { pathsIn } from './paths.ts'
import type { Step } from './steps.ts'

/** The file `steps` of a stage: of each step its time limit, whether it has a backup, and the paths that it names, a fact a line. */
export function stepsList(steps: readonly Step[]): string {
  const lines = steps.flatMap(({ limit, backup, forward, undo, readings }, index) =>
    [
      `limit ${limit}`,
      ...(backup.length > 0 ? ['keeps'] : []),
      ...pathsOf([...backup, ...forward, ...undo], readings?.kept ?? []).map((path) => `path ${path}`),
    ].map((line) => `${index + 1} ${line}\n`),
  )
  return lines.join('')
}

function pathsOf(scripts: readonly Sh[], kept: readonly AtPath[]): readonly string[] {
  const named = pathsIn(scripts.map(({ script }) => script))
  return [...new Set([...named, ...kept.map(({ path }) => path).filter((path) => !path.includes('\n'))])]
}

/**
 * The file `steps.sh` of a stage: the functions of each step, and its title.
 *
 * @param baseline the ids of the run's resources, by whose positions the host knows them
 */
export function stepsScript(steps: readonly Step[], baseline: readonly string[]): string {
  const positions = new Map(baseline.map((id, index) => [id, index + 1]))
  const functions = steps.flatMap((step, index) => [
    `# ${index + 1}: ${step.title.replaceAll(/[^\x20-\x7e]/g, '?')}`,
    ...(step.backup.length > 0 ? [functionOf(`keep_${index + 1}`, step.backup)] : []),
    functionOf(`forward_${index + 1}`, forwardOf(step, positions)),
    functionOf(`undo_${index + 1}`, undoOf(step, positions)),
  ])
  return [...functions, ''].join('\n')
}

/** A step that found something else than expected has written nothing. */
const UNDO = sh`begin_undo || return 0`

/** Undoes the writes of a step, then the changes that programs of others may have made while it ran. */
function undoOf({ undo, readings }: Step, positions: ReadonlyMap<string, number>): Sh[] {
  const kept = wordsOf(readings?.kept ?? [], positions)
  const own = wordsOf(readings?.own === undefined ? [] : [readings.own], positions)
  const all = [
    ...(undo.length === 0 ? [] : [...undo, sh`give_back_all`]),
    ...(own.length === 0 ? [] : [sh`give_back_found ${own}`]),
    ...(kept.length === 0 ? [] : [sh`give_back_moved ${kept}`]),
  ]
  return all.length === 0 ? [] : [UNDO, ...all]
}

/** Position and path of each, as words. */
function wordsOf(all: readonly AtPath[], positions: ReadonlyMap<string, number>): readonly (string | number)[] {
  return all.flatMap(({ id, path }) => {
    const position = positions.get(id)
    return position === undefined ? [] : [position, path]
  })
}

/** Reads the step's resource once more, and those that the step may move: what somebody has changed just now must not be lost. */
function forwardOf({ forward, readings }: Step, positions: ReadonlyMap<string, number>): Sh[] {
  if (readings === undefined) return [...forward]
  const positionsOf = (ids: readonly string[]) => ids.flatMap((id) => positions.get(id) ?? [])
  const { expected } = readings
  const [own] = expected === undefined ? [] : positionsOf([expected.id])
  const [before, after] = [positionsOf(readings.before), positionsOf(readings.after)]
  const kept = wordsOf(readings.kept, positions)
  return [
    ...(expected === undefined || own === undefined
      ? []
      : [sh`expect_reading ${own} ${expected.answer} ${expected.how} ${expected.tells ? 'tell' : 'quiet'}`]),
    ...(before.length === 0 ? [] : [sh`expect_unmoved ${before}`]),
    ...(kept.length === 0 ? [] : [sh`keep_unmoved ${kept}`]),
    ...forward,
    ...(after.length === 0 ? [] : [sh`note_readings ${after}`]),
  ]
}

function functionOf(name: string, body: readonly Sh[]): string {
  return [`${name}() {`, ':', ...body.map((one) => one.script), '}'].join('\n')
}
