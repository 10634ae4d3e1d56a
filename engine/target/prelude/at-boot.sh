# Undo at boot, with EVENKEEL_AT_BOOT=yes: before any service could start with what has to be undone.
#
# All ordinary services wait for the undo then, so a wait for one of them would never end. The network and the bus are
# not there. A step that needs one of these fails at once, and is done again, without the variable, when this host is
# up. By kind:
#
#   file, directory, link, user, certificate, sysctl, kernel_module   as always; systemd reads its units again without
#              a wait
#   package    removed as always, but its scripts reach neither systemd nor the bus: its units are stopped here, which
#              takes them out of this boot. An installation fails.
#   service    enabled, disabled, and stopped, which takes it out of this boot. A start is queued in this boot, and the
#              step fails, as only later it shows whether the service runs. What stopped with it starts with the boot.
#   triggers   nothing, as a service that does not run yet starts with the restored files. If the service runs already,
#              the step fails.
#   address, interface, route
#              the unit that adds it is put or removed, and queued in this boot; without a unit the step fails,
#              as the network's own configuration must find the interface as it expects it.
#   ipvs_service   removed if it is there; otherwise the step fails, as the unit that fills the table at boot takes
#              only an empty one.
#   haproxy_server   nothing, as HAProxy starts with the restored files. If it runs already, as always.
#   firewall_opening
#              closed as always in nftables; changes of firewalld and new openings fail.
#   rsyslog_module, selinux_boolean   as always.
#   database, database_account, replication_channel   fail: the database server does not run yet.
#   command    runs as it is written; it sees the variable too.

at_boot() {
  [ "${EVENKEEL_AT_BOOT:-}" = yes ]
}

# leave_at_boot WHAT: fails, if this is at boot, for a step that cannot be done so early.
leave_at_boot() {
  if at_boot; then fail "$* once this host is up"; fi
}

# From here on the scripts of packages cannot wait for systemd or for the bus. systemd_now still reaches systemd.
shield_from_services() {
  export SYSTEMD_OFFLINE=1 DBUS_SYSTEM_BUS_ADDRESS=unix:path=/dev/null
}

systemd_now() {
  SYSTEMD_OFFLINE=0 systemctl "$@"
}

# Takes units out of this boot, before their files go: a job for a unit that is gone would fail.
take_out_of_boot() {
  [ $# != 0 ] || return 0
  systemd_now -q stop "$@" 2>&1 || true # systemd does not know all of them
  systemd_now -q reset-failed "$@" 2>/dev/null || true
}
