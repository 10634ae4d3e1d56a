import type { Question } from './question.ts'
import * as addresses from './questions/addresses.ts'
import * as cluster from './questions/cluster.ts'
import * as hosts from './questions/hosts.ts'
import * as service from './questions/service.ts'

/** All questions, in the order in which they are asked. Those after `look` are answered while hosts are looked at. */
export const QUESTIONS: readonly Question[] = [
  cluster.goal,
  cluster.topology,
  cluster.name,
  hosts.hostsFrom,
  hosts.hostsFile,
  ...hosts.tiers,
  hosts.user,
  hosts.become,
  hosts.jump,
  hosts.look,
  service.site,
  service.software,
  service.database,
  service.port,
  service.serverPort,
  service.checkPath,
  service.proxyProtocol,
  service.statsPage,
  addresses.vip,
  addresses.gateway,
  addresses.writerVip,
  addresses.witness,
  addresses.networkInterface,
  addresses.routerId,
  addresses.innerRouterId,
  addresses.writerRouterId,
  addresses.adverts,
  addresses.authentication,
  service.firewall,
  cluster.next,
]
