import { WRITER_PATHS } from './paths.ts'

/**
 * The guard. It is restarted whenever it ends, and closes its server until it runs again. It ends before the server does, so
 * that it can close it. A busy host must not make it late. Its run folder outlives it: keepalived tracks a file there.
 */
export function guardUnit(serverUnit: string): string {
  return `[Unit]
Description=evenkeel: opens and closes this database server for writes
After=network-online.target ${serverUnit}
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${WRITER_PATHS.program} guard
ExecStopPost=${WRITER_PATHS.program} stopped
Restart=always
RestartSec=200ms
TimeoutStopSec=15
RuntimeDirectory=evenkeel-writer
RuntimeDirectoryPreserve=yes
OOMScoreAdjust=-900
Nice=-10

[Install]
WantedBy=multi-user.target
`
}

/**
 * The port on which HAProxy asks whether this server is open. On the VIP, which comes and goes, the one that holds it
 * answers.
 */
export function answerSocketUnit(addresses: readonly string[], port: number): string {
  const listens = addresses.map((one) => `ListenStream=${one.includes(':') ? `[${one}]` : one}:${port}`)
  return `[Unit]
Description=evenkeel: answers over HTTP whether this database server is open for writes

[Socket]
${listens.join('\n')}
FreeBind=yes
Accept=yes
MaxConnections=64

[Install]
WantedBy=sockets.target
`
}

/** One answer. A client that sends nothing is not waited for. */
export function answerUnit(): string {
  return `[Unit]
Description=evenkeel: answers over HTTP whether this database server is open for writes
CollectMode=inactive-or-failed

[Service]
ExecStart=${WRITER_PATHS.program} answer
StandardInput=socket
StandardOutput=socket
StandardError=journal
RuntimeMaxSec=5
`
}

/** At boot, keepalived does not take the VIP before the guard has looked at the server. */
export function runFolder(): string {
  return `d ${WRITER_PATHS.run} 0755 root root -
f ${WRITER_PATHS.run}/vip 0644 root root - 1
`
}
