#!/bin/sh
# The writer's guard: it opens and closes this database server for writes. Of two servers that replicate each other, only
# the one that has the virtual address (VIP) may be open, and only if nothing acknowledged can be missing on it.
#
#   writer guard            the daemon: evenkeel-writer.service. Three times a second it reads this server, the peer and the
#                           witnesses, decides, and acts. It keeps no history: a restarted guard decides the same
#   writer state            prints what the daemon saw and decided last, as KEY=value lines
#   writer answer           one HTTP answer: 200 if this server is open, else 503: evenkeel-writer@.service
#   writer compare          compares this server's transactions with the peer's
#   writer hand-over SECONDS
#                           for a planned switchover: closes, waits until the peer has applied all, and gives the VIP up.
#                           For so long, the guard does not open the server again
#   writer unyield          ends that
#   writer ready GTID SECONDS
#                           waits until this server has applied GTID, which is the other one's `gtid`
#   writer give-up SECONDS  lets keepalived give the VIP up for so long
#   writer open-alone SECONDS
#                           the operator vouches that the peer is down and stays down: for so long the guard may open
#                           without a peer and without a witness
#   writer stopped          after the daemon has ended: closes the server and gives the VIP up
#
# All print KEY=value lines, and end with 0 if it is done. Start to read at `turn`, then `decide`.
#
# /run/evenkeel-writer holds `state`, `vip` (keepalived tracks it: 1 gives the VIP up), the deadlines `yield`, `give-up` and
# `open-alone`, and in `guard` the questions to both servers, and the answers of servers and witnesses. The server's table
# evenkeel.writer holds what must outlive a boot.
set -u
umask 022
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

CONF=/etc/evenkeel/writer.conf
# As long as this folder is there, `evenkeel rejoin` copies the peer's data to this server, or was interrupted.
COPYING=/var/lib/evenkeel-writer/copying
PEER_FILE=/etc/evenkeel/writer-peer.cnf
RUN=/run/evenkeel-writer

# The settings: mariadb or mysql; the virtual address and the peer's, without prefixes; addresses that answer ping if this
# server's network works, divided by blanks; whether a commit waits for the peer; whether the server runs events.
ENGINE='' VIP='' PEER='' PORT=3306 WITNESSES='' SEMISYNC=no EVENTS=no SOCKET=/run/mysqld/mysqld.sock
