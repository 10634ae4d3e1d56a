#!/usr/bin/env node
// Everything else is imported below: an old Node prints this message, and no SyntaxError.
const NEEDED_NODE = 24
if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) {
  process.stderr.write(
    `evenkeel needs Node ${NEEDED_NODE} or newer: this is ${process.version}.\n` +
      `Get it from https://nodejs.org, or let npm bring it along: npx -p node@${NEEDED_NODE} -p evenkeel evenkeel …\n`,
  )
  process.exit(1)
}

const interruption = new AbortController()
const abandonment = new AbortController()
const interrupt = () => (interruption.signal.aborted ? abandonment : interruption).abort()
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
// A reader that closes the pipe, as `head` does, ends the output and not the run.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const { dispatch } = await import('./dispatch.ts')
const { stdin, stdout, stderr, env } = process
const signals = { interrupted: interruption.signal, abandoned: abandonment.signal }
const code = await dispatch(process.argv.slice(2), { stdin, stdout, stderr, env, ...signals })
// Wait until the pipe's reader has taken everything: an earlier exit would cut the end off.
await Promise.all([stdout, stderr].map((stream) => new Promise((written) => stream.write('', written))))
process.exit(code)

export {}
