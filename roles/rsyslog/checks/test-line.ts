import { type Sh, sh } from '../../../engine/shell.ts'

/** The tag of a test line, the only trace that a check leaves. */
export const TEST_TAG = 'evenkeel-check'

/** How many bytes at the end of a log to search: some seconds of a balancer that writes thousands of lines a second. */
export const SEARCHED_BYTES = 20_000_000

/** How a line reaches rsyslog: over UDP to a port, like HAProxy's, or without a port through the local socket. */
export interface Stream {
  readonly name: string
  readonly port: number | undefined
}

/** Sends one unique line, and prints `sent LINE`. */
export function sendLine({ port }: Stream): Sh {
  const destination =
    port === undefined
      ? sh`-p user.info`
      : sh`${['--server', '127.0.0.1', '--port', String(port)]} --udp --rfc3164 -p local2.info`
  return sh`command -v logger >/dev/null 2>&1 || { echo 'logger is not installed'; exit 127; }
line="test line $(date +%s).$$"
logger ${destination} -t ${TEST_TAG} "$line" || exit
echo "sent $line"`
}

/** The line that {@link sendLine} sent, from its output. */
export function lineSent(output: string): string | undefined {
  return /^sent (.+)$/m.exec(output)?.[1]
}
