import { type Sh, sh } from '../../../engine/shell.ts'

/** What a test line is tagged with: the only trace that a check leaves. */
export const TEST_TAG = 'evenkeel-check'

/** How many bytes of a log are looked through: those of seconds where a balancer writes thousands of lines in each. */
export const LATELY = 20_000_000

/** Where a line goes in: over UDP as HAProxy's do, or as every program's. */
export interface Stream {
  readonly name: string
  readonly port: number | undefined
}

/** Sends one line that nothing else sends, and prints `sent LINE`. */
export function sendLine({ port }: Stream): Sh {
  const way =
    port === undefined
      ? sh`-p user.info`
      : sh`${['--server', '127.0.0.1', '--port', String(port)]} --udp --rfc3164 -p local2.info`
  return sh`command -v logger >/dev/null 2>&1 || { echo 'logger is not installed'; exit 127; }
line="test line $(date +%s).$$"
logger ${way} -t ${TEST_TAG} "$line" || exit
echo "sent $line"`
}

/** The line that {@link sendLine} says it sent. */
export function lineSent(output: string | undefined): string | undefined {
  return /^sent (.+)$/m.exec(output ?? '')?.[1]
}
