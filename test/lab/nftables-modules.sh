#!/bin/sh
# nftables-modules.sh CACHE: builds the kernel modules with which a lab host filters IPv4 and IPv6 in nftables, and prints
# their folder. Debian's user-mode-linux lacks these families ("Operation not supported"); its other modules work with
# modules that are built from the source of the same version. Takes two minutes, once; the folder is kept.
# shellcheck disable=SC2086 # modules, packages and targets of make are words
set -eu
release=$(ls /usr/lib/uml/modules)
folder=$1/nftables-modules-$release
echo "$folder"
[ ! -d "$folder" ] || exit 0
exec >&2
source=linux-source-$(echo "$release" | cut -d . -f 1,2)
modules='net/netfilter/nf_tables net/netfilter/nf_nat net/netfilter/nft_chain_nat net/netfilter/nft_reject
net/netfilter/nft_reject_inet net/ipv4/netfilter/nft_reject_ipv4 net/ipv6/netfilter/nft_reject_ipv6 net/netfilter/nft_fib
net/netfilter/nft_fib_inet net/ipv4/netfilter/nft_fib_ipv4 net/ipv6/netfilter/nft_fib_ipv6'

work=$folder.building-$$
mkdir -p "$work/modules"
trap 'rm -rf "$work"' EXIT

export DEBIAN_FRONTEND=noninteractive
missing=''
for pair in bc:bc bison:bison flex:flex gcc:gcc make:make strip:binutils xz:xz-utils; do
  command -v "${pair%:*}" >/dev/null || missing="$missing ${pair#*:}"
done
version() { apt-cache madison "$source" | awk -v release="$release" 'index($3, release "-") == 1 { print $3; exit }'; }
if [ -n "$missing" ] || [ -z "$(version)" ]; then apt-get -q update; fi
[ -z "$missing" ] || apt-get -q install --yes --no-install-recommends libc6-dev $missing
[ -n "$(version)" ] || {
  echo "there is no $source of version $release, the version of the lab's kernel"
  exit 1
}

cd "$work"
apt-get -q download "$source=$(version)"
# Builds no driver, but reads every Kconfig.
dpkg-deb --fsys-tarfile "$source"_*.deb | tar -xO "./usr/src/$source.tar.xz" | xz -dc |
  tar -x --exclude='*/drivers/*.[ch]' --exclude='*/sound/*.[ch]' --exclude='*/Documentation/*.rst' --exclude='*/tools/testing/*'
cd "$source"
linux.uml --showconfig >.config
scripts/config -e NF_TABLES_INET -e NF_TABLES_IPV4 -e NF_TABLES_IPV6 -m NFT_NAT -m NFT_REJECT -m NFT_REJECT_INET \
  -m NFT_FIB_INET -m NFT_FIB_IPV4 -m NFT_FIB_IPV6
for step in olddefconfig modules_prepare "$(printf '%s.ko ' $modules)"; do
  # There is no list of the kernel's own symbols, so make warns of them.
  make -s ARCH=um LOCALVERSION= KBUILD_MODPOST_WARN=1 -j "$(nproc)" $step >>"$work/log" 2>&1 || {
    tail -n 30 "$work/log"
    exit 1
  }
done
for module in $modules; do strip -g -o "$work/modules/${module##*/}.ko" "$module.ko"; done
mv "$work/modules" "$folder"
