import type { z } from 'zod'
import { extraLines } from '../../kit/vars/words.ts'

/** Directives of rsyslog's old language, and the RainerScript for each (rule 42). */
const LEGACY: readonly (readonly [RegExp, string])[] = [
  [/^\$ModLoad\b/i, 'module(load="…")'],
  [
    /^\$(UDPServerRun|UDPServerAddress|InputUDPServerBindRuleset)\b/i,
    'input(type="imudp" address="…" port="…" ruleset="…")',
  ],
  [/^\$InputTCP\w*/i, 'input(type="imtcp" port="…" ruleset="…")'],
  [/^\$InputRELP\w*/i, 'input(type="imrelp" port="…" ruleset="…")'],
  [/^\$AddUnixListenSocket\b/i, 'input(type="imuxsock" socket="…")'],
  [/^\$InputFile\w*/i, 'input(type="imfile" file="…" tag="…")'],
  [/^\$template\b/i, 'template(name="…" type="string" string="…")'],
  [/^\$RuleSet\b/i, 'ruleset(name="…") { … }'],
  [/^\$IncludeConfig\b/i, 'include(file="…")'],
  [/^\$(WorkDirectory|MaxMessageSize|PreserveFQDN|LocalHostName)\b/i, 'global(workDirectory="…") and the like'],
  [/^\$(ActionQueue|ActionResume)\w*/i, 'queue.… and action.resume… in the action itself'],
  [
    /^\$(FileOwner|FileGroup|FileCreateMode|DirOwner|DirGroup|DirCreateMode|CreateDirs)\b/i,
    'action(type="omfile" file="…" fileOwner="…" fileCreateMode="…")',
  ],
  [/^\$ActionFileDefaultTemplate\b/i, 'template="…" in the action itself'],
  [/^\$\w+/, 'RainerScript: module(), global(), input(), template(), ruleset() and action()'],
  [/^(&\s*)?~$/, 'stop'],
  [/\s~$/, 'if … then stop'],
  [/^SYSLOGD_OPTIONS=/, 'module() and input(): SYSLOGD_OPTIONS is of a syslogd older than rsyslog'],
  [/^(\S+\s+|&\s*)@@?[[(\w]/, 'action(type="omfwd" target="…" port="…" protocol="tcp")'],
]

/** Lines in RainerScript that the role does not model; the old language is refused, with what to write instead. */
export const rsyslogExtra = extraLines.superRefine((written, context) => {
  for (const line of written.split('\n').map((one) => one.trim())) {
    const current = LEGACY.find(([old]) => old.test(line))?.[1]
    if (current !== undefined)
      context.addIssue({
        code: 'custom',
        message: `"${line}" is rsyslog's old language; write ${current}`,
        input: written,
      })
    const module = /^module\(\s*load="(imudp|imtcp|imrelp|omrelp)"/i.exec(line)?.[1]
    if (module !== undefined)
      context.addIssue({
        code: 'custom',
        message: `${module} can be loaded once; write "modules: [${module}]"`,
        input: written,
      })
  }
}) satisfies z.ZodType<string, string>
