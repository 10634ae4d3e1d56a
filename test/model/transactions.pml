/*
 * docs/transactions.md as a model: what controllers, guards and boots do to the name that a run has on each host.
 *
 * A controller may die, and a message may be lost, at any point. Messages stay under way for good: they may come late,
 * in another order, and twice, as what is tried again does. Times have no numbers: each may end at any moment, and
 * all that is known is which of two ends first. Left out, as no rename hangs on them: steps and their undo, locks, and
 * `stuck`, which waits for people.
 *
 * Each macro of an #ifdef breaks one rule of the protocol; check.ts shows that spin finds what comes of it. The printf
 * lines tell a trail in words: `pan -r -S`.
 */

#ifndef HOSTS
#define HOSTS 3
#endif
#define PIVOT 0

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

/* The name of the one file: its state, whether its BOOT is an earlier one, whether its DEADLINE is a later one. */
mtype state[HOSTS] = untouched;
bit earlierBoot[HOSTS];
bit renewed[HOSTS];
bit onDisk[HOSTS];       /* `committed` would outlive a power cut: nobody hears of it before */

bit proved[HOSTS];       /* all its steps are done, none failed */
bit expected[HOSTS];     /* it once answered that it expects its confirmation */
bit over[HOSTS];         /* its in-doubt time has ended */
bit rebooted[HOSTS];     /* one reboot meets a host in every state */
#ifdef EXPECT_IN_PARALLEL
bit early[HOSTS];        /* its in-doubt time began before the pivot's */
#endif

/* Where the end of a run is in question, nothing that is under way may be counted on. */
#ifdef LOSSES
bit cut[HOSTS];
#define REACHED(host) !cut[host]
#else
#define REACHED(host) true
#endif

/* Messages under way. */
bit renew;
bit expectPivot;
bit expectAll;
bit commitPivot;
bit commitAll;
bit revertPivot;
bit revertAll;

/* What only the properties look at. */
bit wasCommitted[HOSTS];
bit wasReverted[HOSTS];
bit rebootedOpen[HOSTS];       /* what its memory held was lost before it expected anything */
bit endedAfterDecision[HOSTS]; /* its in-doubt time ended while the pivot was committed */
bit saidCommitted;             /* some controller called the run committed */
bit saidReverted;              /* some controller called the run reverted */
bit controllerEnded;

#define HELD(host) (state[host] == open || state[host] == expecting)
#define COMMITTED(host) (state[host] == committed && onDisk[host])
#define REVERTED(host) (state[host] == reverted)
#define FINAL(host) (COMMITTED(host) || REVERTED(host))

/* What no longer matters is forgotten, so that spin meets fewer states. */
inline forgetName(host) {
  earlierBoot[host] = 0;
  renewed[host] = 0;
  proved[host] = 0;
  rebooted[host] = 1
}

inline takeBack(host) {
  state[host] = reverting;
  forgetName(host);
  printf("host %d: reverting\n", host)
}

inline keep(host) {
  state[host] = committed;
  printf("host %d: committed\n", host)
}

inline waitForConfirmation(host) {
  state[host] = expecting;
  expected[host] = 1;
  renewed[host] = 0;
  proved[host] = 0;
#ifdef EXPECT_IN_PARALLEL
  early[host] = !expected[PIVOT];
#endif
  printf("host %d: expecting\n", host)
}

/* A host that is alone in its run has nobody to wait for. */
#if HOSTS == 1 || defined(NO_EXPECT)
#define READY open
#else
#define READY expecting
#endif

/* The pivot decides for all: never after a time at which others may have gone their own way. */
#if defined(COMMIT_AFTER_TIME)
#define TOO_LATE(host) (host == PIVOT && earlierBoot[host])
#elif defined(PIVOT_BEGINS_ANEW)
#define TOO_LATE(host) (host == PIVOT && over[host] && !earlierBoot[host])
#elif defined(REBOOT_ENDS_DOUBT)
#define TOO_LATE(host) (earlierBoot[host] || (host == PIVOT && over[host]))
#else
#define TOO_LATE(host) (host == PIVOT && (over[host] || earlierBoot[host]))
#endif

#ifdef RENEW_AFTER_REBOOT
#define RENEWABLE(host) (state[host] == open)
#else
#define RENEWABLE(host) (state[host] == open && !earlierBoot[host])
#endif

#define TOLD_EXPECT(host) (expectAll || (host == PIVOT && expectPivot))
#define TOLD_COMMIT(host) (commitAll || (host == PIVOT && commitPivot))
#define TOLD_REVERT(host) (revertAll || (host == PIVOT && revertPivot))

/* What comes from controllers. Each message renames once, or not at all. */
proctype Host(byte me) {
end:
  do
  :: atomic { state[me] == untouched && REACHED(me) -> state[me] = open; printf("host %d: open\n", me) }
  :: atomic {
      state[me] == open && !proved[me] && !earlierBoot[me] ->
      if
      :: proved[me] = 1
      :: printf("host %d: a step fails\n", me); takeBack(me)
      fi
    }
  :: atomic {
      renew && REACHED(me) && !renewed[me] && RENEWABLE(me) ->
      renewed[me] = 1; earlierBoot[me] = 0; printf("host %d: renewed\n", me)
    }
  :: atomic {
      TOLD_EXPECT(me) && REACHED(me) && state[me] == open ->
      if
      :: earlierBoot[me] -> takeBack(me)
      :: else -> waitForConfirmation(me)
      fi
    }
  :: atomic {
      TOLD_COMMIT(me) && REACHED(me) && state[me] == READY ->
      if
      :: TOO_LATE(me) -> takeBack(me)
      :: else -> keep(me)
      fi
    }
  :: atomic {
      state[me] == committed && !onDisk[me] ->
      onDisk[me] = 1; wasCommitted[me] = 1; forgetName(me); printf("host %d: has it on its disk\n", me)
    }
#ifdef COMMIT_BESIDE
  :: atomic {
      TOLD_COMMIT(me) && REACHED(me) && state[me] == reverting && !wasCommitted[me] ->
      wasCommitted[me] = 1; printf("host %d: committed as well\n", me)
    }
#endif
  :: atomic { TOLD_REVERT(me) && REACHED(me) && HELD(me) -> takeBack(me) }
#ifdef LOSSES
  :: atomic { !cut[me] && !FINAL(me) -> cut[me] = 1; printf("host %d: cut off for good\n", me) }
#endif
  od
}

/* The pivot's in-doubt time ends first: it is the shorter one, and began before the others did. */
#if defined(EXPECT_IN_PARALLEL)
#define MAY_END(host) (host == PIVOT || (state[host] == expecting && (over[PIVOT] || early[host])))
#elif defined(PIVOT_BEGINS_ANEW)
#define MAY_END(host) (host == PIVOT || (state[host] == expecting && (over[PIVOT] || rebooted[PIVOT])))
#else
#define MAY_END(host) (host == PIVOT || (state[host] == expecting && over[PIVOT]))
#endif

#define TIME_IS_OVER(host) (!earlierBoot[host] && (state[host] == open || (state[host] == expecting && over[host])))

/* Time, the watch over it, the boot, and the unit that acts at boot. */
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
      endedAfterDecision[me] = state[PIVOT] == committed;
      printf("host %d: its in-doubt time ends\n", me)
    }
#if defined(TWO_STEPS) || defined(NAME_WITHOUT_VERSION)
  /* The watch reads the name and finds its time over; until it renames, anybody may be faster. */
  :: atomic {
      TIME_IS_OVER(me) -> seen = state[me]; seenRenewed = renewed[me];
      printf("host %d: its guard looks and finds the time over\n", me)
    }
    atomic {
      if
#ifdef NAME_WITHOUT_VERSION
      :: HELD(me) -> takeBack(me)
#else
      :: state[me] == seen && renewed[me] == seenRenewed && !earlierBoot[me] -> takeBack(me)
#endif
      :: else
      fi;
      seen = untouched; seenRenewed = 0
    }
#else
  /* As good as two steps, and fewer states: a rename from a name that has changed since does nothing. */
  :: atomic { TIME_IS_OVER(me) -> printf("host %d: its guard finds the time over\n", me); takeBack(me) }
#endif
  :: atomic { state[me] == reverting -> state[me] = reverted; wasReverted[me] = 1; printf("host %d: reverted\n", me) }
  :: atomic {
      HELD(me) && !rebooted[me] ->
      rebooted[me] = 1; earlierBoot[me] = 1; rebootedOpen[me] = state[me] == open; printf("host %d: reboots\n", me)
    }
  :: atomic {
      state[me] == committed && !onDisk[me] && !rebooted[me] ->
      state[me] = READY;
      rebooted[me] = 1; earlierBoot[me] = 1; rebootedOpen[me] = state[me] == open;
      printf("host %d: loses its power before that is on its disk\n", me)
    }
#ifndef NO_GUARD_AT_BOOT
  :: atomic {
      HELD(me) && earlierBoot[me] ->
      if
#ifdef PIVOT_BEGINS_ANEW
      :: state[me] == open -> takeBack(me)
#else
      :: state[me] == open || me == PIVOT -> takeBack(me)
#endif
      :: else -> earlierBoot[me] = 0; over[me] = 0; printf("host %d: its in-doubt time begins anew\n", me)
      fi
    }
#endif
  od
}

/*
 * An answer needs no message of its own: it is true for good (`committed`, `reverted`), or says what the host once was.
 * When a controller hears it, and whether it does, is in the time that the controller takes for its next step.
 */
#define HEARD_PROVED(host) (proved[host] || (state[host] != untouched && state[host] != open))
#define HEARD_EXPECTING(host) expected[host]
#ifdef TELL_BEFORE_DISK
#define HEARD_COMMITTED(host) (state[host] == committed)
#else
#define HEARD_COMMITTED(host) COMMITTED(host)
#endif

/* A host that is told to revert may also answer that it knows of no such run. */
#define FIND_UNTOUCHED(host) foundUntouched[host] = foundUntouched[host] || state[host] == untouched
#define HEARD_REVERTED(host) (REVERTED(host) || foundUntouched[host])

/* Of the run a controller says only what all hosts answered; otherwise it calls it unknown. */
inline tellAllToCommit(teller) {
  commitAll = 1;
  printf("controller %d: tells all to commit\n", teller);
  if
#ifdef SILENCE_IS_SUCCESS
  :: atomic { saidCommitted = 1; printf("controller %d: says committed\n", teller) }
#else
  :: atomic { ALL(HEARD_COMMITTED) -> saidCommitted = 1; printf("controller %d: says committed\n", teller) }
#endif
  :: true
  fi
}

inline tellAllToRevert(teller) {
  atomic { EACH(FIND_UNTOUCHED); revertAll = 1; printf("controller %d: tells all to revert\n", teller) }
  if
  :: atomic { ALL(HEARD_REVERTED) -> saidReverted = 1; printf("controller %d: says reverted\n", teller) }
  :: true
  fi
}

/* Controller 1 began the run. Wherever it may give up, it may also have died. */
proctype Controller() {
  bit foundUntouched[HOSTS];
  renew = 1;
  do
  :: ALL(HEARD_PROVED) -> break
  :: goto takeBackAll /* a step or a check failed, a host is lost, or somebody stopped it */
  :: goto dead
  od;
#if HOSTS > 1 && !defined(NO_EXPECT)
#ifndef EXPECT_IN_PARALLEL
  expectPivot = 1;
  do
  :: HEARD_EXPECTING(PIVOT) -> break
  :: goto takeBackAll
  :: goto dead
  od;
#endif
  expectAll = 1;
  do
  :: ALL(HEARD_EXPECTING) -> break
  :: goto takeBackAll
  :: goto dead
  od;
#endif
#ifdef NO_PIVOT
  goto keepAll;
#endif
  atomic { commitPivot = 1; printf("controller 1: tells the pivot to commit\n") }
  do
  :: HEARD_COMMITTED(PIVOT) -> goto keepAll
  :: REVERTED(PIVOT) -> goto takeBackAll
#ifdef REVERT_WHEN_SILENT
  :: goto takeBackAll
#endif
  :: goto dead
  od;
keepAll:
  tellAllToCommit(1);
  goto dead;
takeBackAll:
  tellAllToRevert(1);
dead:
  controllerEnded = 1
}

#define FORGET(host) foundUntouched[host] = 0

/* Controller 2: whoever says `evenkeel resume RUN`, also while the first one lives, and as often as anybody likes. */
proctype Resume() {
  bit foundUntouched[HOSTS];
again:
end:
  if
  :: goto dead
  :: atomic { FIND_UNTOUCHED(PIVOT); revertPivot = 1; printf("controller 2: tells the pivot to revert, unless committed\n") }
  fi;
  do
  :: HEARD_COMMITTED(PIVOT) -> goto keepAll
#ifdef UNTOUCHED_IS_REVERTED
  :: HEARD_REVERTED(PIVOT) -> goto takeBackAll
#else
  :: atomic { REVERTED(PIVOT) -> foundUntouched[PIVOT] = 0; goto takeBackAll }
#endif
#ifdef RESUME_WITHOUT_PIVOT
  :: goto takeBackAll
#endif
  :: goto dead
  od;
keepAll:
  tellAllToCommit(2);
  goto dead;
takeBackAll:
  tellAllToRevert(2);
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
#define TAKEN_BACK(host) (state[host] == reverting || state[host] == reverted)
#define LEFT_BEHIND(host) (COMMITTED(PIVOT) && TAKEN_BACK(host) && !endedAfterDecision[host])
#define LOST_MEMORY(host) (COMMITTED(host) && rebootedOpen[host])
#define AT_REST(host) (state[host] == untouched || FINAL(host))

#define ONE_OUTCOME (!ANY(BOTH))
#define TRUE_REPORTS ((saidCommitted -> ALL(COMMITTED)) && (saidReverted -> !ANY(COMMITTED)))
#define PIVOT_DECIDES (ANY(COMMITTED) -> state[PIVOT] == committed)
#define MIXED_ONLY_BY_DOUBT (!ANY(LEFT_BEHIND))
#define REBOOT_REVERTS (!ANY(LOST_MEMORY))

ltl one_outcome { [] ONE_OUTCOME }
ltl true_reports { [] TRUE_REPORTS }
ltl pivot_decides { [] PIVOT_DECIDES }
ltl mixed_only_by_doubt { [] MIXED_ONLY_BY_DOUBT }
ltl reboot_reverts { [] REBOOT_REVERTS }
ltl all_together { [] (ONE_OUTCOME && TRUE_REPORTS && PIVOT_DECIDES && MIXED_ONLY_BY_DOUBT && REBOOT_REVERTS) }
ltl every_run_ends { <> [] (controllerEnded && ALL(AT_REST)) }

/* Not so: check.ts asks spin for the way there, as a model in which nothing can happen has all properties. */
ltl never_committed { [] !ALL(COMMITTED) }
ltl never_reverted { [] !ALL(REVERTED) }
ltl never_mixed { [] !(ANY(COMMITTED) && ANY(REVERTED)) }
