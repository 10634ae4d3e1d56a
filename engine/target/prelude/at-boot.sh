# What is taken back at boot, with EVENKEEL_AT_BOOT=yes: early, so that no service starts with what is taken back.
#
# All ordinary services wait for us then: whoever waits for one of them to start waits for ever. The network is not
# there, and neither is the bus. What needs one of these fails at once; its step is left, and done again, without the
# variable, once this host is up. Kind by kind:
#
#   file, directory, link, user, certificate, sysctl, kernel_module   as ever; systemd reads its units again without
#              waiting
#   package    removed as ever, but its scripts reach neither systemd nor the bus: its units are stopped here, which
#              takes them out of this boot. What would have to be installed is left.
#   service    enabled and disabled; stopped, which takes it out of this boot. To be started it takes its place in this
#              boot, and the step is left, as only then it shows whether it runs.
#   triggers   nothing: what does not run yet starts with what was put back. What runs already is left.
#   address, interface, route
#              the unit that adds it comes and goes, and takes its place in this boot; one without a unit is left,
#              as the network's own configuration must find the interface as it expects it.
#   ipvs_service   taken away where it is there; otherwise left, as the unit that fills the table at boot takes only an
#              empty one.
#   firewall_opening
#              closed as ever in nftables; what firewalld has to be told, and what is to be opened again, is left.
#   rsyslog_module, selinux_boolean   as ever.
#   command    runs as it is written; it sees the variable too.

at_boot() {
  [ "${EVENKEEL_AT_BOOT:-}" = yes ]
}

# leave_at_boot WHAT: ends a step that cannot be done so early.
leave_at_boot() {
  if at_boot; then fail "$* once this host is up"; fi
}

# From here on nothing waits for systemd or for the bus, whatever the scripts of packages ask of them; systemd_now does.
shield_from_services() {
  export SYSTEMD_OFFLINE=1 DBUS_SYSTEM_BUS_ADDRESS=unix:path=/dev/null
}

systemd_now() {
  SYSTEMD_OFFLINE=0 systemctl "$@"
}

# Takes units out of this boot, before their files go: a job for a unit that is gone would fail.
take_out_of_boot() {
  [ $# != 0 ] || return 0
  systemd_now -q stop "$@" 2>&1 || true # some are not known to systemd
  systemd_now -q reset-failed "$@" 2>/dev/null || true
}
