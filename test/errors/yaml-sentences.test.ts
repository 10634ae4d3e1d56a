import test from 'ava'
import { EvenkeelErrors } from '../../engine/errors/error.ts'
import { parseSource } from '../../engine/errors/parse-yaml.ts'
import { errorsOf, Source } from '../../engine/errors/source.ts'

/** Texts that the YAML library finds wrong, each in its own way, with our sentences. */
const cases: readonly (readonly [text: string, message: RegExp])[] = [
  ['a: "b\n', /^A quote is opened and not closed$/],
  ["a: 'b\n", /^A quote is opened and not closed$/],
  ['a: { b: 1\n', /^A "\{" or "\[" is opened and not closed$/],
  ['a: [1, 2\nb: 3\n', /^A "\{" or "\[" is opened and not closed$/],
  ['a: { b: 1 c: 2 }\n', /^A comma or a bracket is missing/],
  ['a: ["1" "2"]\n', /^A comma is missing/],
  ['a: 1\n  b: 2\n', /^(A value with ": "|This line is indented)/],
  ['a:\n  b: 1\n c: 2\n', /^(This line is indented|This line is no "key: value")/],
  ['a: b: c\n', /^A value with ": " in it is a map/],
  ['a: 1\nb\nc: 2\n', /^A colon with a blank behind it is missing$/],
  ['a: 1\nb c\nd\n', /^(This line is no "key: value"|A colon with)/],
  ['a: @b\n', /^A text cannot begin with this character$/],
  ['a: `b`\n', /^A text cannot begin with this character$/],
  ['a: "\\d"\n', /^This backslash begins no character/],
  ['a: "b"c\n', /^This does not belong here$/],
  ['a: ]\n', /^This does not belong here$/],
  ['a: "b"#c\n', /^(A blank is missing before "#"|This does not belong here)$/],
  ['- a\nb: 1\n', /^(An entry of this list has no dash|This does not belong here|This line)/],
  ['%YAML\na: 1\n', /^(A line that begins with "%"|The line "---")/],
  ['a: *b c\n', /^(This alias names|This does not belong here|This is no name)/],
  ['a: &b &c 1\n', /^A value has one anchor at most$/],
  ['a: &b *c\n', /^(An alias cannot have|This alias names)/],
]

for (const [text, message] of cases)
  test(`parseSource() says in our words what is wrong with ${JSON.stringify(text)}`, (t) => {
    const thrown = t.throws(() => parseSource(new Source('site.yml', text)))
    const errors = thrown instanceof EvenkeelErrors ? thrown.errors : errorsOf(thrown)
    t.regex(errors[0]?.message ?? '', message)
    for (const error of errors) t.not(error.message, 'This is not valid YAML')
  })
