/**
 * Listens to the kernel's process events (CONFIG_PROC_EVENTS), runs a program, and prints if that was an event. In Perl,
 * which every Debian has: a netlink socket of the connector (family 16, protocol 11, group 1), an nlmsghdr and a cn_msg
 * that asks for events (cn_idx 1, cn_val 1, PROC_CN_MCAST_LISTEN 1). PROC_EVENT_EXEC is 2.
 */
export const PROCESS_EVENTS = `perl -e '
  alarm 120;
  socket(my $s, 16, 2, 11) or die "socket: $!";
  bind($s, pack("S S L L", 16, 0, 0, 1)) or die "bind: $!";
  send($s, pack("L S S L L  L L L L S S  L", 40, 3, 0, 0, 0, 1, 1, 0, 0, 4, 0, 1), 0) or die "send: $!";
  system("true");
  while (defined(recv($s, my $event, 4096, 0))) {
    next unless unpack("x36 L", $event) == 2;
    print "a program was executed\\n";
    exit 0;
  }
'`
