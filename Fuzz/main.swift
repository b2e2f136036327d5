import Glibc

// Tries the parts of the program that read text from outside with random and damaged inputs; see scripts/fuzz.
//
//     Fuzz [TARGET…] [--seconds N] [--seed S] [--case S]
//
// Each case has a seed of its own, which is named with each finding. The status is 1 where there were any.

exit(Runner(Settings(CommandLine.arguments.dropFirst())).run() == 0 ? 0 : 1)
