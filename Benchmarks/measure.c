// Runs commands in turns, in another order each round, and says what each run took. Arguments: the number of rounds, and `together` to start all commands
// of a round at once. Standard input: a command a line, its arguments separated by tabs. For each run a line with the
// command's number, wall and CPU seconds, peak memory in KiB, and the exit status.
//
// In C, because a large parent makes the start of a child slower and its peak memory larger than they are.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

enum { MOST_COMMANDS = 64, MOST_ARGUMENTS = 32 };

typedef struct {
    char *arguments[MOST_ARGUMENTS + 1];
    pid_t process;
    double started;
} command;

static command commands[MOST_COMMANDS];
static int count;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static void read_commands(void) {
    char line[8192];
    while (count < MOST_COMMANDS && fgets(line, sizeof line, stdin) != NULL) {
        char *rest = strdup(line), *argument;
        rest[strcspn(rest, "\n")] = '\0';
        for (int i = 0; i < MOST_ARGUMENTS && (argument = strsep(&rest, "\t")) != NULL; i++) {
            commands[count].arguments[i] = argument;
        }
        count++;
    }
}

static void start(command *it, const posix_spawn_file_actions_t *actions) {
    it->started = now();
    int problem = posix_spawnp(&it->process, it->arguments[0], actions, NULL, it->arguments, environ);
    if (problem != 0) {
        fprintf(stderr, "cannot run %s: %s\n", it->arguments[0], strerror(problem));
        exit(1);
    }
}

// Waits for a process that was started and prints its line.
static void finish(pid_t wanted) {
    struct rusage usage;
    int status;
    pid_t process = wait4(wanted, &status, 0, &usage);
    double end = now();
    for (int i = 0; i < count; i++) {
        if (commands[i].process != process) continue;
        printf(
            "%d\t%.6f\t%.6f\t%ld\t%d\n", i + 1, end - commands[i].started,
            seconds(usage.ru_utime) + seconds(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
}

// Shuffles the order in which commands run: who comes after a large program finds the caches cold. The same in every run.
static void shuffle(int *order) {
    static unsigned random = 1;
    for (int i = count - 1; i > 0; i--) {
        random = random * 1103515245 + 12345;
        int other = (int)((random >> 16) % (unsigned)(i + 1)), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

int main(int argument_count, char **arguments) {
    int rounds = argument_count > 1 ? atoi(arguments[1]) : 1;
    int together = argument_count > 2 && strcmp(arguments[2], "together") == 0;
    read_commands();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    int order[MOST_COMMANDS];
    for (int i = 0; i < count; i++) order[i] = i;
    for (int round = 0; round < rounds; round++) {
        shuffle(order);
        for (int i = 0; i < count; i++) {
            command *it = &commands[order[i]];
            start(it, &actions);
            if (!together) finish(it->process);
        }
        for (int i = 0; together && i < count; i++) finish(-1);
    }
    return 0;
}
