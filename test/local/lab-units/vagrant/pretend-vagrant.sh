#!/bin/sh
# Stands in for Vagrant, where there is no real one. Machines are folders. PRETEND_BOX is the box: "nowhere" fails at the
# second machine; PRETEND_STUCK lets destroy fail; PRETEND_PORT is the port of all machines on 127.0.0.1.
set -eu
echo "$*" >>"$PRETEND_LOG"
cd "${VAGRANT_CWD:-.}"
say() { printf '1796064096,%s\n' "$1"; }
action=$1
case $action in
  --version) echo 'Vagrant 2.3.4' ;;
  up)
    for word; do
      case $word in
        up | -* | nowhere) continue ;;
        web1)
          if [ "$PRETEND_BOX" = nowhere ]; then
            say ',error-exit,Vagrant::Errors::BoxAddShortNotFound,The box '\''nowhere'\'' could not be found or\ncould not be accessed'
            exit 1
          fi
          ;;
      esac
      say "$word,ui,info,Importing base box"
      mkdir -p ".vagrant/machines/$word/libvirt"
      echo running >".vagrant/machines/$word/libvirt/id"
    done
    ;;
  halt) echo poweroff >".vagrant/machines/$3/libvirt/id" ;;
  status)
    for name in lb1 web1; do
      say "$name,state,$(cat ".vagrant/machines/$name/libvirt/id" 2>/dev/null || echo not_created)"
    done
    ;;
  ssh-config)
    shift
    for name; do
      printf 'Host %s\n  HostName 127.0.0.1\n  User vagrant\n  Port %s\n  UserKnownHostsFile /dev/null\n' "$name" "$PRETEND_PORT"
    done
    ;;
  destroy)
    if [ -n "${PRETEND_STUCK:-}" ]; then
      say ',error-exit,X,The machine is locked'
      exit 1
    fi
    rm -r .vagrant
    ;;
esac
