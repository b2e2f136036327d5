// os.execute, as in Lua's loslib, except that it can be stopped: system(3) ignores Ctrl-C in the process that waits, so a loop of
// commands would run for ever, and no limit of time would hold.
//
// While a command runs, Ctrl-C is the command's. It is ours, too, where the command has died of it or ends at once; one that goes
// on has taken it for itself, as an editor does.
#include "bridge.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char **environ;

enum { AT_ONCE_MS = 250 };

// Waits for the command. A limit of time ends the shell; what that has started gets no signal, since it shares our process
// group, and a group of its own would take it out of the terminal's foreground.
static int wait_for(lb_state *state, pid_t child) {
    int status = -1;
    bool is_ended = false;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return -1;
        if (is_ended || !state->stop.pending || state->stop.reason == LB_STOP_INTERRUPT) continue;
        kill(child, SIGTERM);
        is_ended = true;
    }
    return status;
}

static int run_command(lb_state *state, const char *command) {
    posix_spawnattr_t attributes;
    if (posix_spawnattr_init(&attributes) != 0) return -1;
    // What this process ignores meanwhile the command does not.
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGQUIT);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

    struct sigaction ignore, quit_action;
    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGQUIT, &ignore, &quit_action);
    lbi_defer_interrupts(state, true);
    pid_t child;
    char *const words[] = {"sh", "-c", (char *)command, NULL};
    const int problem = posix_spawn(&child, "/bin/sh", NULL, &attributes, words, environ);
    int status = -1;
    if (problem == 0) status = wait_for(state, child);
    const int64_t waited_ms = lbi_defer_interrupts(state, false);
    sigaction(SIGQUIT, &quit_action, NULL);
    posix_spawnattr_destroy(&attributes);
    if (problem != 0) errno = problem;

    if (status == -1) return -1;
    errno = 0;  // of an interrupted wait; luaL_execresult would take it for the command's
    // A shell says by its status that what it ran has died of a signal; without a signal anybody may end with that number.
    const bool came = waited_ms >= 0;
    const bool died = WIFSIGNALED(status) ? WTERMSIG(status) == SIGINT : came && WEXITSTATUS(status) == 128 + SIGINT;
    if (died || (came && waited_ms <= AT_ONCE_MS)) lb_stop(state, LB_STOP_INTERRUPT);
    return status;
}

static int os_execute(lua_State *L) {
    const char *command = luaL_optstring(L, 1, NULL);
    if (command == NULL) {
        lua_pushboolean(L, system(NULL));
        return 1;
    }
    errno = 0;
    return luaL_execresult(L, run_command(lbi_state(L), command));
}

void lbi_open_execute(lua_State *L) {
    lua_getglobal(L, LUA_OSLIBNAME);
    lua_pushcfunction(L, os_execute);
    lua_setfield(L, -2, "execute");
    lua_pop(L, 1);
}
