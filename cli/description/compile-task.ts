import type { z } from 'zod'
import { entryOf } from '../../engine/errors/document.ts'
import { type EvenkeelError, EvenkeelErrors } from '../../engine/errors/error.ts'
import { issueErrors } from '../../engine/errors/issues.ts'
import { suggestion } from '../../engine/errors/nearest.ts'
import { errorAt } from '../../engine/errors/source.ts'
import { resourceTypes } from '../../engine/resources/registry.ts'
import type { Resource } from '../../engine/resources/resource.ts'
import type { Lookups } from '../../playbooks/lookup.ts'
import type { Playbook, Task } from '../../playbooks/playbook.ts'
import type { CompiledTask } from './compiled.ts'
import { legacyCommandsIn } from './legacy/commands.ts'
import { legacyKindHint } from './legacy/kinds.ts'
import { specDigest } from './spec-digest.ts'

/** Returns a function that makes the resource of a task. Equal tasks of several hosts share it: its file may be large. */
export function taskCompiler(playbook: Playbook) {
  const made = new Map<string, Resource>()
  return (task: Task, lookups: Lookups): readonly CompiledTask[] => {
    const { value, problems } = lookups.examine(task.spec)
    const key = specDigest([task.place.offset, value])
    const resource = made.get(key) ?? resourceOf(task, value, { playbook, problems, lookups })
    made.set(key, resource)
    return [{ resource, title: `task ${task.kind}`, place: task.place }]
  }
}

interface TaskInput {
  readonly playbook: Playbook
  /** Look-ups in the task that failed. */
  readonly problems: readonly EvenkeelError[]
  readonly lookups: Lookups
}

function resourceOf(task: Task, value: unknown, { playbook, problems, lookups }: TaskInput): Resource {
  const type = resourceTypes.get(task.kind)
  if (type === undefined) {
    const hint = legacyKindHint(task.kind) ?? suggestion(task.kind, resourceTypes.keys())
    throw new EvenkeelErrors([
      ...problems,
      errorAt(task.place, `No kind of resource is called "${task.kind}"`, { hint }),
    ])
  }
  const checked = type.check(value, playbook.path)
  const errors = [...problems, ...legacyCommandsOf(task, value)]
  if ('resource' in checked && errors.length === 0) return checked.resource()
  // A resource type returns zod's own issues, typed as unknown.
  const issues = 'issues' in checked ? (checked.issues as readonly z.core.$ZodIssue[]) : []
  const what = { schema: type.spec, located: task.spec, value, title: task.kind, unresolved: lookups.unresolved }
  throw new EvenkeelErrors([...errors, ...issueErrors(issues, what)])
}

/** An error for each command of a script that a resource or a role should do instead. */
function legacyCommandsOf({ kind, spec }: Task, value: unknown): readonly EvenkeelError[] {
  if (kind !== 'command') return []
  const run = typeof value === 'object' && value !== null && 'run' in value ? value.run : value
  if (typeof run !== 'string') return []
  const { place } = entryOf(spec, 'run')?.value ?? spec
  return legacyCommandsIn(run).map((legacy) => errorAt(place, `command: ${legacy}`))
}
