import type { Outcome } from './unpacked-host.ts'

/** What the programs print although everything is well. */
const CONTENT = [
  /^Configuration file is valid$/, // haproxy
  /^nginx: the configuration file \S+ syntax is ok$/,
  /^nginx: configuration file \S+ test is successful$/,
  /^Syntax OK$/, // apache
  /^rsyslogd: version \S+, config validation run \(level 1\), master config \S+$/,
  /^rsyslogd: End of config validation run\. Bye\.$/,
]

/** logrotate says at length what it would do; what it has against that begins with a word of its own. */
const LOGROTATE = /^warning: logrotate in debug mode does nothing/

/** What a validator has against a configuration, warnings included: whatever else it prints, and a status but 0. */
export function complaintsOf({ status, output }: Outcome): readonly string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !CONTENT.some((known) => known.test(line)))
  const isPatient = lines.some((line) => LOGROTATE.test(line))
  const heard = isPatient ? lines.filter((line) => /^(error|warning):/.test(line) && !LOGROTATE.test(line)) : lines
  return status === 0 ? heard : [`status ${status}`, ...heard]
}
