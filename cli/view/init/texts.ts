import { given } from '../../init/answers.ts'
import type { NewFile } from '../../init/files/files.ts'
import { findings, unseen } from '../../init/findings.ts'
import type { State } from '../../init/question.ts'
import { SECRETS } from '../../init/topologies/topology.ts'
import { clean } from '../clean.ts'
import type { Paint } from '../paint.ts'
import { folded } from './folded.ts'
import { pictureText } from './picture.ts'
import { BACK_WORD } from './prompter.ts'
import { findingText } from './sights.ts'

/** What a person reads first. */
export function greeting(folder: string): string {
  return `${folded(`A few questions, and then the files of a cluster are written into ${folder}. Nothing is written before the end. Enter takes what is offered; ${BACK_WORD} goes back to the question before; Ctrl-C leaves.`)}\n\n`
}

/** All that is written, before it is: the picture, the warnings, the files and the secrets. */
export function reviewText(state: State, files: readonly NewFile[], paint: Paint): string {
  const { topology } = state
  if (topology === undefined) return ''
  const warnings = findings(state).map((finding) => findingText(finding, paint))
  const secrets = topology.secrets(state.answers).map((name) => `  ${name}: ${SECRETS[name].purpose}`)
  const blind = unseen(state)
  return [
    '',
    paint('bold', `${topology.title}: ${given(state.answers, 'name')}`),
    '',
    clean(pictureText(topology, state)),
    ...warnings,
    ...(blind.length === 0 ? [] : [`Not looked at: ${blind.join(', ')}.`]),
    ...files.filter(({ kind }) => kind === 'work').flatMap(({ name, text }) => [paint('bold', `--- ${name}`), text]),
    ...(secrets.length === 0 ? [] : [paint('bold', '--- secrets.yml, encrypted'), ...secrets]),
    '',
  ].join('\n')
}
