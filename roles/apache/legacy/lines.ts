import { type LegacyLines, refusingLegacyLines } from '../../kit/legacy/lines.ts'

/** How access is written since Apache 2.4. */
export const REQUIRE = 'write Require all granted, Require all denied or Require ip 10.0.0.0/8'

/** What tutorials for Apache 2.2 write, and how it is written today. */
const LEGACY: LegacyLines = [
  [/^(Order|Allow\s+from|Deny\s+from|Satisfy)\b/i, `it is of Apache 2.2: ${REQUIRE}`],
  [/^NameVirtualHost\b/i, 'every VirtualHost is by name today: leave it away'],
  [
    /^SSLCertificateChainFile\b/i,
    'the chain stands behind the certificate: write tls, and certificates with a pem of both',
  ],
  [
    /^SSLCACertificate(File|Path)\b.*\b(chain|intermediate|bundle)/i,
    'that is for clients: the chain stands behind the certificate, in pem',
  ],
  [/^SSLMutex\b|^(Accept|Rewrite)(Mutex|Lock)\b|^LockFile\b/i, 'write Mutex'],
  [/^SSLProtocol\b.*(\+SSLv3|\+TLSv1(\.1)?\b(?!\.)|all\s+-SSLv2)/i, 'tls takes TLSv1.2 and TLSv1.3'],
  [/^RewriteLog(Level)?\b/i, 'write LogLevel alert rewrite:trace3'],
  [/^MaxClients\b/i, 'write MaxRequestWorkers, outside of a site'],
  [/^MaxRequestsPerChild\b/i, 'write MaxConnectionsPerChild, outside of a site'],
  [/^DefaultType\b/i, 'write ForceType, or nothing'],
  [/^RPAF\w+/i, 'mod_rpaf is gone: write real_ip'],
  [/^<IfModule\s+"?(mod_)?rpaf/i, 'mod_rpaf is gone: write real_ip'],
  [
    /^Auth(DBM|z(User|GroupFile|LDAP|Default|DBM|Owner))?Authoritative\b/i,
    'it is of Apache 2.2: leave it out, Require decides',
  ],
  [/^(LoadModule|Listen)\b/i, 'write modules or listen'],
  [/^<VirtualHost\b/i, 'the lines already stand in a VirtualHost: write another site'],
]

/** Lines of Apache's own for what the role does not model, none of them of Apache 2.2. */
export const apacheExtra = refusingLegacyLines(LEGACY, (lines) => lines.split('\n').map((line) => line.trim()))
