import { type Sh, sh, shFile } from '../../../engine/shell.ts'

/** The tag of a test line, the only trace that a check leaves. */
export const TEST_TAG = 'evenkeel-check'

/** How many bytes at the end of a log to search: some seconds of a balancer that writes thousands of lines a second. */
export const SEARCHED_BYTES = 20_000_000

/** How a line reaches rsyslog: over UDP to a port, like HAProxy's, or without a port through the local socket. */
export interface Stream {
  readonly name: string
  readonly port: number | undefined
}

const TEST_LINE = shFile(new URL('./test-line.sh', import.meta.url))

/** Sends one unique line, sets `line` to it, and prints `sent LINE`. */
export function sendLine({ port }: Stream): Sh {
  const options =
    port === undefined
      ? ['-p', 'user.info']
      : ['--server', '127.0.0.1', '--port', port, '--udp', '--rfc3164', '-p', 'local2.info']
  return sh`${TEST_LINE}\nsend_line ${TEST_TAG} ${options}`
}

/** After {@link sendLine}: waits for the line in the first file, and prints `COUNT in PATH` for each file. */
export function countLine(files: readonly string[]): Sh {
  return sh`count_line "$line" ${SEARCHED_BYTES} ${files}`
}

/** The line that {@link sendLine} sent, from its output. */
export function lineSent(output: string): string | undefined {
  return /^sent (.+)$/m.exec(output)?.[1]
}
