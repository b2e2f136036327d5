internal import Glibc

// Where Swift's toolchain is installed, its runtime answers a crash with a dump of memory, where a key may stand, and takes
// `kill -ABRT` and Ctrl-\ for nothing. A crash is to be silent, and these signals are to end the program as they end lua.
for crash in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGTRAP] { signal(crash, SIG_DFL) }

exit(Program.main())
