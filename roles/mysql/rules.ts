import type { FollowedRule } from '../contract.ts'

/** The rules that the role follows or checks; its lints have the same numbers. */
export const mysqlRules: readonly FollowedRule[] = [
  { rule: 37, how: 'the guard answers HTTP: 200 only if its server is open for writes, and that a second ago' },
  { rule: 38, how: 'one server is open: HAProxy in front of it has one active and one backup server' },
  {
    rule: 43,
    how: 'statements by what a server can do; settings, keys and statements that are gone are errors that name what to write',
  },
  {
    rule: 44,
    how: 'an account for each server that fetches, from its address only, with REPLICATION SLAVE alone, over TLS with certificates that the role makes; root from elsewhere is refused, and it warns of accounts from everywhere and of channels in clear',
  },
  {
    rule: 45,
    how: 'the settings are written on both servers alike, with a server_id and an offset each; two equal server_ids and settings that lose transactions are refused',
  },
  {
    rule: 46,
    how: 'both servers start read-only, without events, and the guard opens the one with the VIP; a pair without writer, and accounts that bypass read-only, are refused',
  },
  { rule: 47, how: 'gtid_domain_id is the server_id, and strict; two engines that replicate each other are refused' },
  { rule: 48, how: 'channels are started only after a comparison; apply copies no data; verify shows what differs' },
  { rule: 49, how: 'witnesses and an epoch; it warns of a pair without a witness; the holder of the VIP changes last' },
  { rule: 50, how: 'SQL goes to clients by standard input, and passwords are in files of root alone' },
  { rule: 51, how: "the server's port and the guard's are let in, for the accounts' hosts only" },
  { rule: 56, how: 'a VIP that is the own address of a host is refused' },
]
