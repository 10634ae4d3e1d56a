import { type LegacyLines, refusingLegacyLines } from '../../kit/legacy/lines.ts'

/** Access control as Apache 2.4 writes it. */
export const REQUIRE = 'write Require all granted, Require all denied or Require ip 10.0.0.0/8'

/** Directives of tutorials for Apache 2.2, and what to write today. */
const LEGACY: LegacyLines = [
  [/^(Order|Allow\s+from|Deny\s+from|Satisfy)\b/i, `this is Apache 2.2 syntax: ${REQUIRE}`],
  [/^NameVirtualHost\b/i, 'every VirtualHost is name-based today: leave it out'],
  [
    /^SSLCertificateChainFile\b/i,
    'the chain belongs after the certificate: write tls, and certificates with a pem of both',
  ],
  [
    /^SSLCACertificate(File|Path)\b.*\b(chain|intermediate|bundle)/i,
    'it is for client certificates: put the chain after the certificate, in pem',
  ],
  [/^SSLMutex\b|^(Accept|Rewrite)(Mutex|Lock)\b|^LockFile\b/i, 'write Mutex'],
  [/^SSLProtocol\b.*(\+SSLv3|\+TLSv1(\.1)?\b(?!\.)|all\s+-SSLv2)/i, 'tls accepts TLSv1.2 and TLSv1.3'],
  [/^RewriteLog(Level)?\b/i, 'write LogLevel alert rewrite:trace3'],
  [/^MaxClients\b/i, 'write MaxRequestWorkers, outside the sites'],
  [/^MaxRequestsPerChild\b/i, 'write MaxConnectionsPerChild, outside the sites'],
  [/^DefaultType\b/i, 'write ForceType, or nothing'],
  [/^RPAF\w+/i, 'mod_rpaf is gone: write real_ip'],
  [/^<IfModule\s+"?(mod_)?rpaf/i, 'mod_rpaf is gone: write real_ip'],
  [
    /^Auth(DBM|z(User|GroupFile|LDAP|Default|DBM|Owner))?Authoritative\b/i,
    'this is Apache 2.2 syntax: leave it out, Require decides',
  ],
  [/^(LoadModule|Listen)\b/i, 'write modules or listen'],
  [/^<VirtualHost\b/i, 'extra is already inside a VirtualHost: write another site'],
]

/** Apache directives that the role does not model; those of Apache 2.2 are refused. */
export const apacheExtra = refusingLegacyLines(LEGACY, (lines) => lines.split('\n').map((line) => line.trim()))
