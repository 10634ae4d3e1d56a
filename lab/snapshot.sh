# Read-only: prints everything on a host that a run may change, in sorted lines, so that two snapshots can be compared.
# Leaves out: evenkeel's own journal, caches and logs, files that a running system rewrites by itself (/var/backups at
# midnight), the copies of the previous account files (passwd-, group- …) that useradd leaves, and vm sysctls that the
# kernel computes at boot.
# The timeout: a busy host may take longer than systemctl's 25 seconds.
export LC_ALL=C SYSTEMD_BUS_TIMEOUT=300
echo '## files'
find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp \
  -o -path /var/lib/evenkeel -o -path /var/log -o -path /var/cache -o -path /var/lib/apt -o -path /var/lib/systemd \
  -o -path '/etc/*passwd-' -o -path '/etc/*shadow-' -o -path '/etc/*group-' -o -path '/etc/sub?id-' \
  -o -path /var/backups -o -path /root/.ssh -o -path /root/.cache -o -path /lost+found \) -prune \
  -o \( -path /var/lib/dpkg/info -o -path '/var/lib/dpkg/*-old' -o -path /var/lib/dpkg/status \
  -o -path /var/lib/dpkg/available -o -path '/var/lib/dpkg/lock*' -o -path '/var/lib/dpkg/triggers' \
  -o -path /var/lib/ucf -o -path /etc/ld.so.cache -o -path /etc/.updated -o -path /var/.updated -o -path '/etc/resolv.conf' \) -prune \
  -o -printf '%p %y %m %u %g %l\n' | sort
echo '## contents'
find /etc /usr/local /opt /srv /home /var/www /lib/systemd/system -xdev -type f \
  ! -path /etc/ld.so.cache ! -path /etc/.updated ! -path '/etc/*passwd-' ! -path '/etc/*shadow-' ! -path '/etc/*group-' \
  ! -path '/etc/sub?id-' -exec sha256sum {} + 2>/dev/null | sort -k 2
echo '## packages'
dpkg-query -W -f '${Package} ${Version} ${db:Status-Abbrev}\n' | sort
echo '## held and automatic'
apt-mark showhold | sort
apt-mark showauto | sort
echo '## accounts'
getent passwd | sort
getent group | sort
echo '## enabled units'
# Enabled and masked units are links; systemctl would take many seconds to list them.
find /etc/systemd/system /run/systemd/system -type l -printf '%p %l\n' 2>/dev/null | sort
echo '## running units'
running=$(systemctl list-units --type=service,socket,timer --state=active --no-legend --no-pager --plain) || exit
echo "$running" |
  awk '{ print $1 }' | grep -v '^evenkeel-2\|^user@\|^user-runtime-dir@\|^session-\|^systemd-timedated\|^systemd-hostnamed' | sort
echo '## failed units'
# Also those whose file is gone.
failed=$(systemctl list-units --all --state=failed --no-legend --no-pager --plain) || exit
echo "$failed" | awk '{ print $1, $2 }' | grep -v '^evenkeel-2' | sort
echo '## sysctls'
sysctl -a 2>/dev/null | grep -E '^net\.ipv[46]\.(conf|vs|ip_)|^net\.core|^vm\.' |
  grep -v -E 'stable_secret|\.neigh\.|conf\.tunl|_reserve_kbytes|min_free_kbytes' | sort
echo '## addresses'
ip -o addr show | sed 's/valid_lft.*//' | awk '{ print $2, $3, $4 }' | sort
echo '## routes'
ip route show table all | sed 's/ *$//' | grep -v '^ff00\|fe80' | sort
echo '## virtual services'
tail -n +4 /proc/net/ip_vs 2>/dev/null
exit 0
