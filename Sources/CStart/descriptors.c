// A program that is started with standard input, output or error closed (`bitrix … >&-`) would get their numbers for the first
// files that it opens, and what a script prints would go into its recording. So the gaps are filled before anything is opened.
//
// As glibc does for set-user-ID programs, each is opened the wrong way round: a script that reads or writes there gets EBADF, as
// it does from a descriptor that is closed.
#include <errno.h>
#include <fcntl.h>

__attribute__((constructor)) static void fill_standard_descriptors(void) {
    for (int number = 0; number <= 2; number++) {
        if (fcntl(number, F_GETFD) != -1 || errno != EBADF) continue;
        // The lowest free number is `number`. Without /dev/null, as in a bare chroot, a directory does.
        if (open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY) == -1) (void)!open("/", O_RDONLY);
    }
    errno = 0;
}
