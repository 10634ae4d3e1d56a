import type { FormerKeys } from '../../engine/errors/former-keys.ts'

// rsyslog's old directives where tutorials make keys of them, and what is written here instead (rule 42).

/** The same words at several keys. */
function each(keys: readonly string[], said: string): FormerKeys {
  return Object.fromEntries(keys.map((key) => [key, said]))
}

const LOADED = 'it is loaded where it is needed: write haproxy: {}, receive or forward'
const SELECTED = "HAProxy's lines get a ruleset of their own, whatever their facility: write haproxy: { file: … }"

export const formerTopNames: FormerKeys = {
  ...each(['ModLoad', '$ModLoad', 'imudp', 'imtcp'], LOADED),
  ...each(
    ['UDPServerRun', '$UDPServerRun', 'UDPServerAddress', '$UDPServerAddress', 'udp', 'input'],
    'write haproxy: { port: 514 }, which listens on 127.0.0.1 alone',
  ),
  ...each(['InputTCPServerRun', '$InputTCPServerRun', 'tcp'], 'write receive: { protocol: tcp, port: 514 }'),
  ...each(
    ['local0', 'local0.*', 'local2', 'local2.*', 'local3.*', 'local7.*', 'facility', 'rules', 'selectors'],
    SELECTED,
  ),
  ...each(['*.*', 'remote', 'log_host', 'loghost'], 'write forward: { to: … }'),
  ...each(['SYSLOGD_OPTIONS', 'options'], 'leave it out: it is of a syslogd before rsyslog'),
  ...each(['template', 'templates', '$template'], 'write template() into extra'),
}

export const formerHaproxyNames: FormerKeys = {
  ...each(['ModLoad', 'module', 'udp', 'protocol'], 'leave it out: HAProxy logs over UDP, and imudp is loaded for it'),
  ...each(['UDPServerRun', 'udp_port'], 'write port'),
  ...each(['UDPServerAddress', 'address', 'listen'], 'leave it out: it listens on 127.0.0.1 alone'),
  ...each(['facility', 'local2', 'local2.*'], SELECTED),
  ...each(['path', 'log', 'log_file', 'destination'], 'write file'),
  ...each(['logrotate', 'rotation'], 'write rotate'),
}

export const formerForwardNames: FormerKeys = {
  ...each(['target', 'server', 'host', 'address', 'remote'], 'write to'),
  ...each(['tls', 'ssl'], 'forwarding by TLS is not modelled: write an action() into extra'),
}

export const formerReceiveNames: FormerKeys = {
  ...each(['udp', 'tcp', 'UDPServerRun', 'InputTCPServerRun'], 'write protocol: tcp, or relp, and port'),
  ...each(['path', 'file', 'template'], 'write directory: each sender gets a file there'),
  ...each(['allow', 'AllowedSender', 'allowed_sender'], 'write from'),
}
