import test from 'ava'
import { COMMANDS } from '../../../cli/commands/table.ts'
import { parseArguments } from '../../../cli/parse/arguments.ts'
import { EXAMPLES, VERBS } from '../../../cli/view/command-examples.ts'
import { commandHelpText, helpText } from '../../../cli/view/help.ts'

test('every command has examples', (t) => {
  t.deepEqual(Object.keys(EXAMPLES), Object.keys(COMMANDS))
})

for (const [name, examples] of Object.entries(EXAMPLES))
  for (const [command] of examples)
    test(`the example \`${command}\` is a command line of ${name}`, (t) => {
      const words = command.replaceAll("'", '').split(' ').slice(1)
      const request = parseArguments(words, COMMANDS)
      t.is(request.kind, 'command')
      t.is(words[0], name)
    })

for (const [name, verbs] of Object.entries(VERBS))
  test(`the verbs of ${name} are those of its usage`, (t) => {
    const [usage = ''] = COMMANDS[name]?.usage.split(' ') ?? []
    t.deepEqual(
      Object.keys(verbs).map((verb) => verb.split(' ')[0]),
      usage.split('|'),
    )
  })

for (const width of [60, 80, 120])
  test(`commandHelpText() keeps to ${width} columns, except for usages and command lines`, (t) => {
    const texts = [
      helpText(COMMANDS, width),
      ...Object.entries(COMMANDS).map(([name, one]) => commandHelpText(name, one, width)),
    ]
    const long = texts.flatMap((text) => text.split('\n')).filter((line) => line.length > width)
    t.deepEqual(
      long.filter((line) => !/^(Usage:| {2}evenkeel )/.test(line)),
      [],
    )
  })

test('commandHelpText() aligns continued lines with their column', (t) => {
  const lines = commandHelpText('lab', COMMANDS.lab as NonNullable<typeof COMMANDS.lab>, 70).split('\n')
  const at = lines.findIndex((line) => line.startsWith('  exec -- COMMAND'))
  t.is(lines[at + 1]?.search(/\S/), lines[at]?.indexOf('run a command'))
})

test('helpText() breaks nothing without a terminal', (t) => {
  t.true(
    helpText(COMMANDS).includes('ask what is wanted, look at the hosts, and write inventory, playbook and secrets\n'),
  )
})
