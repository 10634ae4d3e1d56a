import type { Outcome } from './unpacked-host.ts'

/** Lines that the programs print if the configuration is correct. */
const SUCCESS = [
  /^Configuration file is valid$/, // haproxy
  /^nginx: the configuration file \S+ syntax is ok$/,
  /^nginx: configuration file \S+ test is successful$/,
  /^Syntax OK$/, // apache
  /^rsyslogd: version \S+, config validation run \(level 1\), master config \S+$/,
  // A container may have fewer open files than the server asks for.
  /^\S+ \S+ \d+ \[Warning\] Could not increase number of max_open_files to more than \d+ \(request: \d+\)$/,
  /^rsyslogd: End of config validation run\. Bye\.$/,
]

/** logrotate -d prints everything that it would do; its errors and warnings begin with these words. */
const LOGROTATE = /^warning: logrotate in debug mode does nothing/

/** The errors and warnings of a validator: all other lines that it prints, and its exit status unless it is 0. */
export function complaintsOf({ status, output }: Outcome): readonly string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !SUCCESS.some((known) => known.test(line)))
  const isLogrotate = lines.some((line) => LOGROTATE.test(line))
  const complaints = isLogrotate
    ? lines.filter((line) => /^(error|warning):/.test(line) && !LOGROTATE.test(line))
    : lines
  return status === 0 ? complaints : [`status ${status}`, ...complaints]
}
