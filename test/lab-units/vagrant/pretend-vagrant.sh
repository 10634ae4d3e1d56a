#!/bin/sh
# Stands in for Vagrant in a test of failures: makes the first machine, and fails at the second.
set -eu
echo "$*" >>"$PRETEND_LOG"
cd "${VAGRANT_CWD:-.}"
say() { printf '1796064096,%s\n' "$1"; }
case $1 in
  --version) echo 'Vagrant 2.3.4' ;;
  up)
    mkdir -p .vagrant/machines/lb1/libvirt
    echo 1 >.vagrant/machines/lb1/libvirt/id
    say 'lb1,ui,info,Importing base box'
    say ',error-exit,Vagrant::Errors::BoxAddShortNotFound,The box '\''nowhere'\'' could not be found or\ncould not be accessed'
    exit 1
    ;;
  status) say 'lb1,state,shutoff' ;;
  destroy)
    if [ -n "${PRETEND_STUCK:-}" ]; then
      say ',error-exit,X,The machine is locked'
      exit 1
    fi
    rm -r .vagrant
    ;;
esac
