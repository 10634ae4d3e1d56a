import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { read } from './sources.ts'

const SUFFIX = '.zh-CN.md'
const cwd = fileURLToPath(new URL('../../', import.meta.url))
const TRANSLATED = ['*', 'docs/**/*'].flatMap((pattern) => globSync(`${pattern}${SUFFIX}`, { cwd })).sort()

/** The code blocks of a page without comments and descriptions, which are translated. */
function codeOf(page: string): readonly string[] {
  const blocks = [...page.matchAll(/^( *)```(?!mermaid)[^\n]*\n([\s\S]*?)^\1```$/gm)]
  return blocks.map(([, , text = '']) => text.split('\n').map(commandOf).join('\n'))
}

/** Commands are described behind two blanks; the words of a usage begin in capitals, with a dash or a bracket. */
function commandOf(line: string): string {
  const [code = ''] = line.split(/(?:^|\s+)#/)
  if (!code.startsWith('evenkeel ')) return code.trimEnd()
  return code
    .split(/ {2,}/)
    .filter((part) => /^(?:evenkeel |[A-Z]|-|\[)/.test(part))
    .join(' ')
}

function exitCodesOf(page: string): readonly string[] {
  return [...page.matchAll(/^\| (\d) \|/gm)].map(([, code = '']) => code)
}

/** Each text in backticks outside of code blocks, once. */
function inlineCodeOf(page: string): readonly string[] {
  const prose = page.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '')
  const found = [...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code.replaceAll(/\s+/g, ' '))
  return [...new Set(found)].sort()
}

/** The pages and files to which a page leads. */
function linksOf(page: string): readonly string[] {
  const found = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target.replace(SUFFIX, '.md'))
  return [...new Set(found)].sort()
}

test('there are translated pages', (t) => {
  t.deepEqual(TRANSLATED, [`README${SUFFIX}`, `docs/coming-from-a-tutorial${SUFFIX}`])
})

test('commandOf() keeps a command, and drops its description', (t) => {
  t.is(
    commandOf('evenkeel plan     PLAYBOOK -i X    changes nothing     [--out FILE]'),
    'evenkeel plan PLAYBOOK -i X [--out FILE]',
  )
  t.is(commandOf('bin/evenkeel plan web.yml     # changes nothing'), 'bin/evenkeel plan web.yml')
})

for (const path of TRANSLATED) {
  const [english, translated] = [read(path.replace(SUFFIX, '.md')), read(path)]
  const compared = {
    'code blocks': codeOf,
    'exit codes': exitCodesOf,
    'commands, flags and keys': inlineCodeOf,
    links: linksOf,
  }
  for (const [what, of] of Object.entries(compared))
    test(`${path} has the ${what} of the English page`, (t) => {
      t.not(of(english).length, 0)
      t.deepEqual(of(translated), of(english))
    })
}
