#!/usr/bin/env node
// Everything else is imported below, so that an old Node says this sentence and no SyntaxError.
const NEEDED_NODE = 24
if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  process.stderr.write(`evenkeel needs Node ${NEEDED_NODE} or newer, and this is ${process.version}.\n`)
  process.exit(1)
}

const interruption = new AbortController()
process.once('SIGINT', () => interruption.abort())
process.once('SIGTERM', () => interruption.abort())
// A reader that went away, as `head` does, ends the output and not the run.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const { run } = await import('./run.ts')
const { stdin, stdout, stderr, env } = process
const code = await run(process.argv.slice(2), { stdin, stdout, stderr, env, interrupted: interruption.signal })
// A pipe takes what is written when its reader is ready: to exit before that would cut the end off.
await Promise.all([stdout, stderr].map((stream) => new Promise((written) => stream.write('', written))))
process.exit(code)

export {}
