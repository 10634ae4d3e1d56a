/** What is wrong with a YAML text, and what to do. */
export interface Sentence {
  readonly message: string
  readonly hint?: string
}

const QUOTE = 'Put the whole value into quotes.'
const ALIGN = 'Begin the keys of one map, and the dashes of one list, in the same column.'

/** By the codes of the YAML library. None repeats the text that is there: it may be a secret. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  ALIAS_PROPS: {
    message: 'An alias cannot have an anchor or a tag of its own',
    hint: 'Remove what stands before "*".',
  },
  BAD_ALIAS: { message: 'This is no name of an anchor', hint: QUOTE },
  BAD_COLLECTION_TYPE: { message: 'This tag does not fit the value', hint: 'Remove the tag.' },
  BAD_DIRECTIVE: {
    message: 'A line that begins with "%" is not supported here',
    hint: 'Remove it, or quote the value.',
  },
  BAD_DQ_ESCAPE: {
    message: 'This backslash begins no character that YAML has in double quotes',
    hint: 'Use single quotes, in which a backslash is a backslash.',
  },
  BAD_INDENT: { message: 'This line is indented otherwise than its neighbours', hint: ALIGN },
  BAD_PROP_ORDER: {
    message: 'An anchor or a tag stands at the wrong place',
    hint: 'It stands directly before its value.',
  },
  BAD_SCALAR_START: { message: 'A text cannot begin with this character', hint: QUOTE },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A value with ": " in it is a map in a place where one value is needed',
    hint: `If it is text: ${QUOTE.toLowerCase()}`,
  },
  BLOCK_IN_FLOW: {
    message: 'A comma or a bracket is missing between { } or [ ]',
    hint: 'Separate entries by commas; a list with dashes cannot stand there.',
  },
  DUPLICATE_KEY: { message: 'This key occurs twice in the same map', hint: 'Remove one of the two.' },
  KEY_OVER_1024_CHARS: {
    message: 'This key is longer than 1024 characters',
    hint: 'Is a quote or a bracket not closed?',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'This line is no "key: value", or a key goes over several lines',
    hint: 'Write a colon and a blank behind the key. A quote or a bracket may not be closed.',
  },
  MULTIPLE_ANCHORS: { message: 'A value has one anchor at most', hint: 'Remove one "&" with its name.' },
  MULTIPLE_DOCS: {
    message: 'The file holds several YAML documents, one is needed',
    hint: 'Remove the "---" in the middle.',
  },
  MULTIPLE_TAGS: { message: 'A value has one tag at most', hint: 'Remove one "!" with its name.' },
  NON_STRING_KEY: { message: 'A key must be a word', hint: 'Put it into quotes.' },
  RESOURCE_EXHAUSTION: { message: 'The text is nested too deeply, or its aliases stand for too much' },
  TAB_AS_INDENT: { message: 'A tab is used for indentation, YAML needs spaces', hint: 'Replace the tab by spaces.' },
  TAG_RESOLVE_FAILED: {
    message: 'Of YAML tags only !vault and !unsafe are supported',
    hint: 'For secrets use ${secret:NAME}, ${env:NAME} or ${file:PATH}.',
  },
  UNEXPECTED_TOKEN: {
    message: 'This does not belong here',
    hint: 'A quote or a bracket before it may not be closed, or a text needs quotes around all of it.',
  },
}

/** What is missing, by words of the library's message. */
const MISSING: readonly (readonly [RegExp, Sentence])[] = [
  [/closing .quote/, { message: 'A quote is opened and not closed', hint: 'Close it with the same character.' }],
  [/end with a/, { message: 'A "{" or "[" is opened and not closed', hint: 'Close it, or indent what belongs to it.' }],
  [/Missing , /, { message: 'A comma is missing between two entries of { } or [ ]' }],
  [/map keys|after :/, { message: 'A colon with a blank behind it is missing', hint: 'Write "key: value".' }],
  [/Sequence item/, { message: 'An entry of this list has no dash', hint: ALIGN }],
  [/white space|whitespace/, { message: 'A blank is missing before "#"', hint: QUOTE }],
  [/directives-end/, { message: 'The line "---" does not stand alone', hint: 'Remove it, or what stands beside it.' }],
]

const OTHERWISE: Sentence = { message: 'This is not valid YAML' }

/** Our sentence for an error of the YAML library. */
export function sentenceFor({ code, message }: { readonly code: string; readonly message: string }): Sentence {
  // A bracket that is not closed counts as a wrong indentation, too.
  const missing = code === 'MISSING_CHAR' || /end with a/.test(message)
  return (missing ? MISSING.find(([words]) => words.test(message))?.[1] : SENTENCES[code]) ?? OTHERWISE
}
