import { type LegacyKeys, ofEach } from '../../../engine/errors/legacy-keys.ts'

// rsyslog's old directives that tutorials write as keys, and what to write here instead (rule 42).

const LOADED = 'the role loads it when it is needed: write haproxy: {}, receive or forward'
const SELECTED = "HAProxy's lines get a ruleset of their own, whatever their facility: write haproxy: { file: … }"

export const legacyTopNames: LegacyKeys = {
  ...ofEach(['ModLoad', '$ModLoad', 'imudp', 'imtcp'], LOADED),
  ...ofEach(
    ['UDPServerRun', '$UDPServerRun', 'UDPServerAddress', '$UDPServerAddress', 'udp', 'input'],
    'write haproxy: { port: 514 }, which listens on 127.0.0.1 only',
  ),
  ...ofEach(['InputTCPServerRun', '$InputTCPServerRun', 'tcp'], 'write receive: { protocol: tcp, port: 514 }'),
  ...ofEach(
    ['local0', 'local0.*', 'local2', 'local2.*', 'local3.*', 'local7.*', 'facility', 'rules', 'selectors'],
    SELECTED,
  ),
  ...ofEach(['*.*', 'remote', 'log_host', 'loghost'], 'write forward: { to: … }'),
  ...ofEach(['SYSLOGD_OPTIONS', 'options'], 'leave it out: it is an option of a syslogd older than rsyslog'),
  ...ofEach(['template', 'templates', '$template'], 'write template() into extra'),
}

export const legacyHaproxyNames: LegacyKeys = {
  ...ofEach(
    ['ModLoad', 'module', 'udp', 'protocol'],
    'leave it out: HAProxy logs over UDP, and imudp is loaded for it',
  ),
  ...ofEach(['UDPServerRun', 'udp_port'], 'write port'),
  ...ofEach(['UDPServerAddress', 'address', 'listen'], 'leave it out: it listens on 127.0.0.1 only'),
  ...ofEach(['facility', 'local2', 'local2.*'], SELECTED),
  ...ofEach(['path', 'log', 'log_file', 'destination'], 'write file'),
  ...ofEach(['logrotate', 'rotation'], 'write rotate'),
}

export const legacyForwardNames: LegacyKeys = {
  ...ofEach(['target', 'server', 'host', 'address', 'remote'], 'write to'),
  ...ofEach(['tls', 'ssl'], 'the role does not forward over TLS: write an action() into extra'),
}

export const legacyReceiveNames: LegacyKeys = {
  ...ofEach(['udp', 'tcp', 'UDPServerRun', 'InputTCPServerRun'], 'write protocol: tcp, or relp, and port'),
  ...ofEach(['path', 'file', 'template'], 'write directory: each sender gets a file there'),
  ...ofEach(['allow', 'AllowedSender', 'allowed_sender'], 'write from'),
}
