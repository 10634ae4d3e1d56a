/*
 * docs/transactions.md as a model: how controllers, guards and boots change the state of a run on each host, which is
 * the name of one file.
 *
 * A controller may die, and a message may be lost, at any point. A message stays under way for good: it may arrive
 * late, in another order, and twice, as a retry does. Timeouts have no numbers: each may end at any moment, and only
 * the order of two ends may be fixed; the coordinator's is over as soon as one of its clocks says so. Runners and guards
 * may be late, and may die. Left out, as they cause no rename: steps and their undo, locks, and `stuck`, which waits for
 * a person.
 *
 * Each macro of an #ifdef breaks one rule of the protocol; check.ts shows that spin finds the flaw. The printf lines
 * describe a trail in words: `pan -r -S`.
 */

#ifndef HOSTS
#define HOSTS 3
#endif
#define COORDINATOR 0

#if HOSTS == 1
#define ALL(is) (is(0))
#define ANY(is) (is(0))
#define EACH(act) act(0)
#elif HOSTS == 2
#define ALL(is) (is(0) && is(1))
#define ANY(is) (is(0) || is(1))
#define EACH(act) act(0); act(1)
#else
#define ALL(is) (is(0) && is(1) && is(2))
#define ANY(is) (is(0) || is(1) || is(2))
#define EACH(act) act(0); act(1); act(2)
#endif

mtype = { untouched, open, expecting, committed, reverting, reverted };

/* The parts of the file name: the state, whether BOOT is an earlier boot, whether DEADLINE was renewed. */
mtype state[HOSTS] = untouched;
bit earlierBoot[HOSTS];
bit renewed[HOSTS];
bit onDisk[HOSTS];       /* `committed` would survive a power cut: the host does not answer before */

bit proved[HOSTS];       /* all its steps have succeeded */
bit expected[HOSTS];     /* it has answered that it expects its confirmation */
bit over[HOSTS];         /* its in-doubt time has ended */
bit rebooted[HOSTS];     /* one reboot per host is enough: it may come in every state */
#ifdef EXPECT_IN_PARALLEL
bit early[HOSTS];        /* its in-doubt time began before the coordinator's */
#endif

/* The claim that every run ends must hold even if no message arrives any more. */
#ifdef LOSSES
bit cut[HOSTS];
#define REACHED(host) !cut[host]
#else
#define REACHED(host) true
#endif

/* It must also hold if the runner of a revert or a guard dies, on one of the hosts. */
#ifdef LOSSES
bit hadDeath;
bit runnerDead[HOSTS];
bit guardDead[HOSTS];
#define RUNNER_LIVES(host) !runnerDead[host]
#define GUARD_LIVES(host) !guardDead[host]
#else
#define RUNNER_LIVES(host) true
#define GUARD_LIVES(host) true
#endif

/* Messages under way. */
bit renew;
bit expectCoordinator;
bit expectAll;
bit commitCoordinator;
bit commitAll;
bit revertCoordinator;
bit revertAll;

/* Read by the properties only. */
bit wasCommitted[HOSTS];
bit wasReverted[HOSTS];
bit rebootedOpen[HOSTS];       /* it rebooted while it was open */
bit endedAfterDecision[HOSTS]; /* its in-doubt time ended while the coordinator was committed */
bit committedUnprepared;       /* a host of several committed without having expected that */
bit saidCommitted;             /* some controller called the run committed */
bit saidReverted;              /* some controller called the run reverted */
bit controllerEnded;

#define HELD(host) (state[host] == open || state[host] == expecting)
#define COMMITTED(host) (state[host] == committed && onDisk[host])
#define REVERTED(host) (state[host] == reverted)
#define FINAL(host) (COMMITTED(host) || REVERTED(host))

/* Resets variables that no longer matter, so that spin visits fewer states. */
inline forgetName(host) {
  earlierBoot[host] = 0;
  renewed[host] = 0;
  proved[host] = 0;
  rebooted[host] = 1
}

inline beginRevert(host) {
  state[host] = reverting;
  forgetName(host);
  printf("host %d: reverting\n", host)
}

inline commitHost(host) {
  state[host] = committed;
  printf("host %d: committed\n", host)
}

inline waitForConfirmation(host) {
  state[host] = expecting;
  expected[host] = 1;
  renewed[host] = 0;
  proved[host] = 0;
#ifdef EXPECT_IN_PARALLEL
  early[host] = !expected[COORDINATOR];
#endif
  printf("host %d: expecting\n", host)
}

/* A run on one host has no phase one. */
#if HOSTS == 1 || defined(NO_EXPECT)
#define READY open
#else
#define READY expecting
#endif

/* The coordinator must not commit once another host may have reverted by itself. */
#if defined(COMMIT_AFTER_TIME)
#define TOO_LATE(host) (host == COORDINATOR && earlierBoot[host])
#elif defined(COORDINATOR_BEGINS_ANEW)
#define TOO_LATE(host) (host == COORDINATOR && over[host] && !earlierBoot[host])
#elif defined(REBOOT_ENDS_DOUBT)
#define TOO_LATE(host) (earlierBoot[host] || (host == COORDINATOR && over[host]))
#else
#define TOO_LATE(host) (host == COORDINATOR && (over[host] || earlierBoot[host]))
#endif

#ifdef RENEW_AFTER_REBOOT
#define RENEWABLE(host) (state[host] == open)
#else
#define RENEWABLE(host) (state[host] == open && !earlierBoot[host])
#endif

#define SENT_EXPECT(host) (expectAll || (host == COORDINATOR && expectCoordinator))
#define SENT_COMMIT(host) (commitAll || (host == COORDINATOR && commitCoordinator))
#define SENT_REVERT(host) (revertAll || (host == COORDINATOR && revertCoordinator))

/* A host and the messages that controllers send to it. Each message renames once, or not at all. */
proctype Host(byte me) {
end:
  do
  :: atomic { state[me] == untouched && REACHED(me) -> state[me] = open; printf("host %d: open\n", me) }
  :: atomic {
      state[me] == open && !proved[me] && !earlierBoot[me] ->
      if
      :: proved[me] = 1
      :: printf("host %d: a step fails\n", me); beginRevert(me)
      fi
    }
  :: atomic {
      renew && REACHED(me) && !renewed[me] && RENEWABLE(me) ->
      renewed[me] = 1; earlierBoot[me] = 0; printf("host %d: renewed\n", me)
    }
  :: atomic {
      SENT_EXPECT(me) && REACHED(me) && state[me] == open ->
      if
      :: earlierBoot[me] -> beginRevert(me)
      :: else -> waitForConfirmation(me)
      fi
    }
  :: atomic {
      SENT_COMMIT(me) && REACHED(me) && HELD(me) ->
      if
      :: TOO_LATE(me) || (state[me] == open && earlierBoot[me]) -> beginRevert(me)
      :: else -> committedUnprepared = committedUnprepared || state[me] != READY; commitHost(me)
      fi
    }
  :: atomic {
      state[me] == committed && !onDisk[me] ->
      onDisk[me] = 1; wasCommitted[me] = 1; forgetName(me); printf("host %d: the commit is on its disk\n", me)
    }
#ifdef COMMIT_BESIDE
  :: atomic {
      SENT_COMMIT(me) && REACHED(me) && state[me] == reverting && !wasCommitted[me] ->
      wasCommitted[me] = 1; printf("host %d: committed as well\n", me)
    }
#endif
  :: atomic { SENT_REVERT(me) && REACHED(me) && HELD(me) -> beginRevert(me) }
#ifdef LOSSES
  :: atomic { !cut[me] && !FINAL(me) -> cut[me] = 1; printf("host %d: cut off for good\n", me) }
#endif
  od
}

/* The coordinator's in-doubt time ends first: it is shorter, and starts before those of the others. */
#if defined(EXPECT_IN_PARALLEL)
#define MAY_END(host) (host == COORDINATOR || (state[host] == expecting && (over[COORDINATOR] || early[host])))
#elif defined(COORDINATOR_BEGINS_ANEW)
#define MAY_END(host) \
  (host == COORDINATOR || (state[host] == expecting && (over[COORDINATOR] || rebooted[COORDINATOR])))
#else
#define MAY_END(host) (host == COORDINATOR || (state[host] == expecting && over[COORDINATOR]))
#endif

#define TIME_IS_OVER(host) (!earlierBoot[host] && (state[host] == open || (state[host] == expecting && over[host])))

/* Timeouts, the guard that watches them, reboots, and the guard at boot. */
proctype Guard(byte me) {
#if defined(TWO_STEPS) || defined(NAME_WITHOUT_VERSION)
  mtype seen = untouched;
  bit seenRenewed;
#endif
end:
  do
  :: atomic {
      state[me] != untouched && state[me] != open && !over[me] && !earlierBoot[me] && MAY_END(me) ->
      over[me] = 1;
      endedAfterDecision[me] = state[COORDINATOR] == committed;
      printf("host %d: its in-doubt time ends\n", me)
    }
#if defined(TWO_STEPS) || defined(NAME_WITHOUT_VERSION)
  /* The guard reads the name and finds its time over; until it renames, another process may be faster. */
  :: atomic {
      TIME_IS_OVER(me) && GUARD_LIVES(me) -> seen = state[me]; seenRenewed = renewed[me];
      printf("host %d: its guard looks and finds the time over\n", me)
    }
    atomic {
      if
#ifdef NAME_WITHOUT_VERSION
      :: HELD(me) -> beginRevert(me)
#else
      :: state[me] == seen && renewed[me] == seenRenewed && !earlierBoot[me] -> beginRevert(me)
#endif
      :: else
      fi;
      seen = untouched; seenRenewed = 0
    }
#else
  /* Equivalent to two steps, with fewer states: a rename from a name that has changed since does nothing. */
  :: atomic {
      TIME_IS_OVER(me) && GUARD_LIVES(me) -> printf("host %d: its guard finds the time over\n", me); beginRevert(me)
    }
#endif
  :: atomic {
      state[me] == reverting && RUNNER_LIVES(me) ->
      state[me] = reverted; wasReverted[me] = 1; printf("host %d: reverted\n", me)
    }
#ifdef LOSSES
  :: atomic {
      state[me] == reverting && !hadDeath ->
      hadDeath = 1; runnerDead[me] = 1; printf("host %d: the runner of its revert dies\n", me)
    }
  :: atomic { HELD(me) && !hadDeath -> hadDeath = 1; guardDead[me] = 1; printf("host %d: its guard dies\n", me) }
#ifndef NAME_IS_ENOUGH
  :: atomic {
      state[me] == reverting && runnerDead[me] ->
      runnerDead[me] = 0; printf("host %d: its guard starts another runner\n", me)
    }
#endif
#ifndef GUARD_STAYS_DEAD
  :: atomic { guardDead[me] -> guardDead[me] = 0; printf("host %d: its guard is started again\n", me) }
#endif
#endif
  :: atomic {
      HELD(me) && !rebooted[me] ->
      rebooted[me] = 1; earlierBoot[me] = 1; rebootedOpen[me] = state[me] == open; printf("host %d: reboots\n", me)
    }
  :: atomic {
      state[me] == committed && !onDisk[me] && !rebooted[me] ->
      state[me] = READY;
      rebooted[me] = 1; earlierBoot[me] = 1; rebootedOpen[me] = state[me] == open;
      printf("host %d: loses power before the commit is on its disk\n", me)
    }
#ifndef NO_GUARD_AT_BOOT
  :: atomic {
      HELD(me) && earlierBoot[me] ->
      if
#ifdef COORDINATOR_BEGINS_ANEW
      :: state[me] == open -> beginRevert(me)
#else
      :: state[me] == open || me == COORDINATOR -> beginRevert(me)
#endif
      :: else -> earlierBoot[me] = 0; over[me] = 0; printf("host %d: its in-doubt time begins anew\n", me)
      fi
    }
#endif
  od
}

/*
 * Answers are not modelled as messages: an answer is true for good (`committed`, `reverted`), or says what the host
 * once was. Whether and when a controller receives it is modelled by the delay before the controller's next step.
 */
#define ANSWERED_PROVED(host) (proved[host] || (state[host] != untouched && state[host] != open))
#define ANSWERED_EXPECTING(host) expected[host]
#ifdef ANSWER_BEFORE_DISK
#define ANSWERED_COMMITTED(host) (state[host] == committed)
#else
#define ANSWERED_COMMITTED(host) COMMITTED(host)
#endif

/* A host that is told to revert may also answer that it has no record of the run. */
#define FIND_UNTOUCHED(host) foundUntouched[host] = foundUntouched[host] || state[host] == untouched
#define ANSWERED_REVERTED(host) (REVERTED(host) || foundUntouched[host])

/* A controller reports an outcome only if all hosts have answered it; otherwise it reports unknown. */
inline askAllToCommit(sender) {
  commitAll = 1;
  printf("controller %d: tells all to commit\n", sender);
  if
#ifdef SILENCE_IS_SUCCESS
  :: atomic { saidCommitted = 1; printf("controller %d: says committed\n", sender) }
#else
  :: atomic { ALL(ANSWERED_COMMITTED) -> saidCommitted = 1; printf("controller %d: says committed\n", sender) }
#endif
  :: true
  fi
}

inline askAllToRevert(sender) {
  atomic { EACH(FIND_UNTOUCHED); revertAll = 1; printf("controller %d: tells all to revert\n", sender) }
  if
  :: atomic { ALL(ANSWERED_REVERTED) -> saidReverted = 1; printf("controller %d: says reverted\n", sender) }
  :: true
  fi
}

/* Controller 1 started the run. Wherever it may give up, it may also die. */
proctype Controller() {
  bit foundUntouched[HOSTS];
  renew = 1;
  do
  :: ALL(ANSWERED_PROVED) -> break
  :: goto revertAllHosts /* a step or a check failed, a host is lost, or the user stopped it */
  :: goto dead
  od;
#if HOSTS > 1 && !defined(NO_EXPECT)
#ifndef EXPECT_IN_PARALLEL
  expectCoordinator = 1;
  do
  :: ANSWERED_EXPECTING(COORDINATOR) -> break
  :: goto revertAllHosts
  :: goto dead
  od;
#endif
  expectAll = 1;
  do
  :: ALL(ANSWERED_EXPECTING) -> break
  :: goto revertAllHosts
  :: goto dead
  od;
#endif
#ifdef NO_COORDINATOR
  goto commitAllHosts;
#endif
  atomic { commitCoordinator = 1; printf("controller 1: tells the coordinator to commit\n") }
  do
  :: ANSWERED_COMMITTED(COORDINATOR) -> goto commitAllHosts
  :: REVERTED(COORDINATOR) -> goto revertAllHosts
#ifdef REVERT_WHEN_SILENT
  :: goto revertAllHosts
#endif
  :: goto dead
  od;
commitAllHosts:
  askAllToCommit(1);
  goto dead;
revertAllHosts:
  askAllToRevert(1);
dead:
  controllerEnded = 1
}

#define IS_COMMITTED(host) (state[host] == committed)
#define FORGET(host) foundUntouched[host] = 0

/*
 * Controller 2: `evenkeel resume RUN`, also while controller 1 is alive, and any number of times. It commits if it sees any
 * host committed, which only the coordinator's decision brings about; otherwise it asks the coordinator. Hosts that are
 * open, with a lease that is over, it reverts as their guards do.
 */
#define SEE_COMMITTED(host) seen = (state[host] == committed -> host : seen)

proctype Resume() {
  bit foundUntouched[HOSTS];
  byte seen = HOSTS;
again:
end:
  if
  :: goto dead
  :: atomic { ANY(IS_COMMITTED) -> EACH(SEE_COMMITTED); printf("controller 2: sees host %d committed\n", seen) }
#ifndef SIGHT_IS_PROOF
    /* Sent again: its answer comes when that is on the disk. */
    do
    :: atomic { COMMITTED(seen) -> seen = HOSTS; goto commitAllHosts }
    :: atomic { REVERTED(seen) -> seen = HOSTS; goto dead }
    :: atomic { seen = HOSTS; goto dead }
    od
#else
    seen = HOSTS; goto commitAllHosts
#endif
  :: atomic {
      FIND_UNTOUCHED(COORDINATOR);
      revertCoordinator = 1;
      printf("controller 2: tells the coordinator to revert, unless committed\n")
    }
  fi;
  do
  :: ANSWERED_COMMITTED(COORDINATOR) -> goto commitAllHosts
#ifdef UNTOUCHED_IS_REVERTED
  :: ANSWERED_REVERTED(COORDINATOR) -> goto revertAllHosts
#else
  :: atomic { REVERTED(COORDINATOR) -> foundUntouched[COORDINATOR] = 0; goto revertAllHosts }
#endif
#ifdef RESUME_WITHOUT_COORDINATOR
  :: goto revertAllHosts
#endif
  :: goto dead
  od;
commitAllHosts:
  askAllToCommit(2);
  goto dead;
revertAllHosts:
  askAllToRevert(2);
dead:
#ifndef LOSSES
  atomic { EACH(FORGET); goto again }
#else
  skip
#endif
}

#define START(host) run Host(host); run Guard(host)

init {
  atomic { EACH(START); run Controller(); run Resume() }
}

#define BOTH(host) (wasCommitted[host] && wasReverted[host])
#define REVERTING(host) (state[host] == reverting || state[host] == reverted)
#define LEFT_BEHIND(host) (COMMITTED(COORDINATOR) && REVERTING(host) && !endedAfterDecision[host])
#define LOST_MEMORY(host) (COMMITTED(host) && rebootedOpen[host])
#define AT_REST(host) (state[host] == untouched || FINAL(host))

#define PREPARED (!committedUnprepared)
#define ONE_OUTCOME (!ANY(BOTH))
#define TRUE_REPORTS ((saidCommitted -> ALL(COMMITTED)) && (saidReverted -> !ANY(COMMITTED)))
#define COORDINATOR_DECIDES (ANY(COMMITTED) -> state[COORDINATOR] == committed)
#define MIXED_ONLY_BY_DOUBT (!ANY(LEFT_BEHIND))
#define REBOOT_REVERTS (!ANY(LOST_MEMORY))

ltl one_outcome { [] ONE_OUTCOME }
ltl true_reports { [] TRUE_REPORTS }
ltl coordinator_decides { [] COORDINATOR_DECIDES }
ltl mixed_only_by_doubt { [] MIXED_ONLY_BY_DOUBT }
ltl reboot_reverts { [] REBOOT_REVERTS }
ltl prepared { [] PREPARED }
ltl all_together { [] (ONE_OUTCOME && PREPARED && TRUE_REPORTS && COORDINATOR_DECIDES && MIXED_ONLY_BY_DOUBT && REBOOT_REVERTS) }
ltl every_run_ends { <> [] (controllerEnded && ALL(AT_REST)) }

/* These must be false: a model in which nothing can happen would have all properties, so check.ts asks for a trail. */
ltl never_committed { [] !ALL(COMMITTED) }
ltl never_reverted { [] !ALL(REVERTED) }
ltl never_mixed { [] !(ANY(COMMITTED) && ANY(REVERTED)) }
