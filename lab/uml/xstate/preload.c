/*
 * Preloaded into the UML kernel on processors with AMX.
 *
 * UML saves and restores the floating point state of a guest's processes by ptrace(2), in a buffer whose size was fixed
 * when UML was compiled. PTRACE_GETREGSET fills it with the first part of the state. PTRACE_SETREGSET takes the whole
 * state only (arch/x86/kernel/fpu/regset.c), and with AMX the state is larger than the buffer: EFAULT, and init of the
 * guest dies. So the rest of the state is read from the process and written back with the part that UML has.
 * Linux 6.13 made UML ask for the size.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <elf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

typedef long (*Ptrace)(enum __ptrace_request, ...);

static Ptrace next;

__attribute__((constructor)) static void find_next(void)
{
	next = (Ptrace)dlsym(RTLD_NEXT, "ptrace");
}

/* Static, as the stacks of UML's threads are small; UML runs one of them at a time. */
static char whole[1 << 16];

static long set_state(pid_t pid, struct iovec *part)
{
	struct iovec state = { whole, sizeof(whole) };

	if (next(PTRACE_GETREGSET, pid, (void *)NT_X86_XSTATE, &state) < 0)
		return -1;
	if (state.iov_len <= part->iov_len)
		return next(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, part);
	memcpy(whole, part->iov_base, part->iov_len);
	return next(PTRACE_SETREGSET, pid, (void *)NT_X86_XSTATE, &state);
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list arguments;
	pid_t pid;
	void *address, *data;

	va_start(arguments, request);
	pid = va_arg(arguments, pid_t);
	address = va_arg(arguments, void *);
	data = va_arg(arguments, void *);
	va_end(arguments);
	if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE)
		return set_state(pid, data);
	return next(request, pid, address, data);
}
