package driver

/*
#include <malloc.h>

// SQLite holds a lock of its own while it allocates, so that several arenas, one for each thread, are
// no faster, and only keep what was freed. This runs before there are threads: each takes an arena when
// it begins.
__attribute__((constructor)) static void take_one_arena(void) {
#ifdef M_ARENA_MAX // in glibc's mallopt(3); musl has no arenas
	mallopt(M_ARENA_MAX, 1);
#endif
}
*/
import "C"
