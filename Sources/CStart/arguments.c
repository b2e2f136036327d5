// The process's arguments for Swift's `CommandLine`, as glibc hands them to every initializer.
//
// Swift's own library on Linux finds them by reading /proc/self/maps before `main`, in every start and whether they are
// asked for or not, which takes 70 µs: a twelfth of what stock lua needs in all. Where these two functions stand in the
// program, the linker does not take the library's. Should a later Swift name them otherwise, it takes its own again.
#include <stdlib.h>  // says whether this is glibc

#ifdef __GLIBC__

static int count;
static char **values;

__attribute__((constructor)) static void keep(int argc, char **argv) {
    count = argc;
    values = argv;
}

char **_swift_stdlib_getUnsafeArgvArgc(int *argc) {
    *argc = count;
    return values;
}

// Swift's runtime may set them, so this has to stand beside the other.
void _swift_stdlib_overrideUnsafeArgvArgc(char **argv, int argc) {
    count = argc;
    values = argv;
}
#endif
