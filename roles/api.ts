// What a user's own role imports from 'evenkeel'. A program that imports the package gets library/evenkeel.ts.
export { z } from 'zod'
export { Blob } from '../engine/blob.ts'
export {
  type Check,
  checkOf,
  type Look,
  type LookResult,
  type NamedLooks,
  type NamedResults,
  type Verdict,
} from '../engine/check.ts'
export type { DatabasePair, PairHost, PairPaths } from '../engine/databases/pair.ts'
export { EvenkeelError } from '../engine/errors/error.ts'
export type { Facts, NetworkInterface } from '../engine/facts.ts'
export { address, addressType } from '../engine/resources/address.ts'
export { certificate, certificateType } from '../engine/resources/certificate.ts'
export { command, commandType } from '../engine/resources/command.ts'
export { database, databaseType } from '../engine/resources/database.ts'
export { databaseAccount, databaseAccountType } from '../engine/resources/database-account.ts'
export { directory, directoryType } from '../engine/resources/directory.ts'
export { file, fileType } from '../engine/resources/file.ts'
export { firewallOpening, firewallOpeningType } from '../engine/resources/firewall-opening.ts'
export { haproxyServer, haproxyServerType } from '../engine/resources/haproxy-server.ts'
export { interfaceType, networkInterface } from '../engine/resources/interface.ts'
export { ipvsService, ipvsServiceType } from '../engine/resources/ipvs-service.ts'
export { kernelModule, kernelModuleType } from '../engine/resources/kernel-module.ts'
export { link, linkType } from '../engine/resources/link.ts'
export { packageOf, packageType } from '../engine/resources/package.ts'
export { replicationChannel, replicationChannelType } from '../engine/resources/replication-channel.ts'
export { makeResource, type Placement, type Resource } from '../engine/resources/resource.ts'
export { route, routeType } from '../engine/resources/route.ts'
export { rsyslogModule, rsyslogModuleType } from '../engine/resources/rsyslog-module.ts'
export { selinuxBoolean, selinuxBooleanType } from '../engine/resources/selinux-boolean.ts'
export { service, serviceType } from '../engine/resources/service.ts'
export { sysctl, sysctlType } from '../engine/resources/sysctl.ts'
export { user, userType } from '../engine/resources/user.ts'
export { lines, Secret, Text, text } from '../engine/secrets.ts'
export { Sh, sh } from '../engine/shell.ts'
export type {
  DaemonStatus,
  DatabaseStatus,
  FrontStatus,
  PoolStatus,
  SegmentView,
  ServerState,
  ServerStatus,
  StatusItem,
  VipStatus,
} from '../engine/status/items.ts'
export { type PartReading, type StatusLook, type StatusPart, statusPart, type Told } from '../engine/status/part.ts'
export {
  type AskedOpening,
  defineRole,
  type HostView,
  type Lint,
  type Opening,
  type OpeningsContext,
  type Role,
  type RoleContext,
} from './contract.ts'
