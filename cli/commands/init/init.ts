import { join, resolve } from 'node:path'
import { EvenkeelError } from '../../../engine/errors/error.ts'
import { readSource } from '../../../engine/errors/read-source.ts'
import { quote } from '../../../engine/shell.ts'
import { exitCode } from '../../exit-codes.ts'
import { filesOf, type NewFile, playbookName } from '../../init/files/files.ts'
import { INVENTORY } from '../../init/files/inventory-file.ts'
import { findings } from '../../init/findings.ts'
import { schemaPath } from '../../init/modeline.ts'
import type { State } from '../../init/question.ts'
import { readAnswers } from '../../init/read-answers.ts'
import type { Io } from '../../io.ts'
import type { CommandLine } from '../../parse/command.ts'
import { forksOf } from '../../run/controller.ts'
import { Conversation } from '../../run/init/conversation.ts'
import { earlierAnswers } from '../../run/init/earlier-answers.ts'
import { refuseUnusable } from '../../run/init/existing-files.ts'
import { hostsSource } from '../../run/init/hosts-source.ts'
import { Lookout } from '../../run/init/lookout.ts'
import { prepareSecrets } from '../../run/init/make-secrets.ts'
import { review } from '../../run/init/review.ts'
import { schemaFiles } from '../../run/init/schema-files.ts'
import { Surveyor } from '../../run/init/surveyor.ts'
import { writeFiles } from '../../run/init/write-files.ts'
import { prompterFor } from '../../view/init/choose.ts'
import { folded } from '../../view/init/folded.ts'
import { greeting, reviewText } from '../../view/init/texts.ts'
import { printJson } from '../../view/json.ts'
import { paintFor } from '../../view/paint.ts'
import { goOn } from './next.ts'

/** Asks what is wanted, looks at the hosts, writes inventory, playbook and secrets, and goes on as the operator wants. */
export async function initCommand(line: CommandLine, io: Io): Promise<number> {
  const { flags } = line
  const folder = line.positionals[0] ?? '.'
  await refuseUnusable(folder)
  const given = readAnswers(flags.answers === undefined ? undefined : await readSource(flags.answers), flags.set)
  const prompter = await prompterFor(io)
  const earlier = await earlierAnswers(folder, prompter, io)
  const sshConfig = flags.sshConfig ?? (io.env.EVENKEEL_SSH_CONFIG || undefined)
  const surveyor = new Surveyor({
    sshConfig,
    acceptNewHostKeys: flags.acceptNewHostKeys,
    askPassword: flags.askPassword,
    forks: forksOf(flags.forks),
    canAsk: prompter !== undefined,
  })
  const paint = paintFor(io.stderr, io.env)
  try {
    if (prompter !== undefined) io.stderr.write(greeting(resolve(folder)))
    const conversation = new Conversation({
      given: earlier.isUsed ? { ...given, answers: { ...earlier.answers, ...given.answers } } : given,
      earlier: earlier.answers,
      prompter,
      lookout: new Lookout({ surveyor, prompter, io, paint }),
      sourceOf: (answers) => hostsSource(answers, sshConfig),
      print: (lines) => void io.stderr.write(lines.map((one) => `${folded(one, '  ')}\n`).join('')),
    })
    for (;;) {
      const state = await conversation.run()
      const files = [...filesOf(state), ...(await schemaFiles())]
      io.stderr.write(reviewText(state, files, paint))
      const consent = await review({
        folder,
        files,
        isOurRecord: earlier.isOurs,
        overwrite: given.answers.overwrite ?? [],
        conversation,
        prompter,
        flags,
      })
      if (consent === 'again') continue
      await surveyor.close()
      return await write({ folder, files, state }, line, io)
    }
  } finally {
    await surveyor.close()
  }
}

interface Written {
  readonly folder: string
  readonly files: readonly NewFile[]
  readonly state: State
}

async function write({ folder, files, state }: Written, line: CommandLine, io: Io): Promise<number> {
  const names = state.topology?.secrets(state.answers) ?? []
  const secrets = await prepareSecrets(folder, names, line.flags, io)
  await writeFiles(folder, files, secrets.write, io.interrupted)
  const paths = [...files.map(({ name }) => name), ...(secrets.made.length > 0 ? ['secrets.yml'] : [])]
  const made = paths.map((name) => join(folder, name))
  if (line.flags.json)
    printJson(io.stdout, { type: 'written', files: made, secrets: secrets.made, findings: findings(state) })
  const people = line.flags.json ? io.stderr : io.stdout
  const forPeople = made.filter((path) => !path.endsWith('.schema.json'))
  people.write(`Written: ${forPeople.join(', ')}; for editors: ${join(folder, schemaPath())}\n`)
  if (secrets.made.length > 0) people.write(`Made and encrypted: ${secrets.made.join(', ')}\n`)
  const place = {
    playbook: join(folder, playbookName(state)),
    inventory: join(folder, INVENTORY),
    needsIpvs: state.topology?.tiers.some(({ ipvs }) => ipvs) ?? false,
  }
  people.write(`Next: evenkeel plan ${quote(place.playbook)} -i ${quote(place.inventory)}\n`)
  const { next = 'nothing' } = state.answers
  if (io.interrupted.aborted) throw new EvenkeelError('declined', 'Interrupted after the files were written.')
  return next === 'nothing' ? exitCode('done') : goOn(next, place, line, io)
}
