// Stopping a run from outside: Ctrl-C, SIGTERM, SIGHUP, time-outs, limits. Costs nothing until one comes.
//
// A stop is noted in `pending`, and a hook is armed on the coroutine that is running (lua_sethook may be called from a
// signal handler). The hook raises once and is gone: a script may catch that and finish its work, as with stock lua. What
// still runs 100 ms later is stopped again by a timer, and then the hook stays: whatever a pcall or a coroutine
// catches is raised again at the next instruction, until the error reaches the run's own message handler, which Lua
// calls only where nothing else would catch it. There the hook goes, so that to-be-closed variables can run. A script
// that is still there after two seconds sits where hooks do not reach; then the process ends.
#include "bridge.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 100, PATIENCE_TICKS = 20, SECOND_INTERRUPT_MS = 1000, TIME_LIMIT_STATUS = 75 /* EX_TEMPFAIL */ };

// The interpreter that signals are for: the one that runs a chunk. Set by its own thread around each run; runs of
// interpreters that handle signals do not overlap.
static lb_state *volatile signalled;

static const int end_signals[LBI_END_SIGNALS] = {SIGTERM, SIGHUP};

static const char *const codes[] = {
    [LB_STOP_NONE] = "", [LB_STOP_INTERRUPT] = "INTERRUPTED", [LB_STOP_TIME] = "TIME_LIMIT",
    [LB_STOP_MEMORY] = "MEMORY_LIMIT", [LB_STOP_REQUESTS] = "REQUEST_LIMIT", [LB_STOP_TERMINATE] = "TERMINATED"};

static const char *const messages[] = {
    [LB_STOP_NONE] = "", [LB_STOP_INTERRUPT] = "interrupted!",
    [LB_STOP_TIME] = "the time that --max-time allows is over",
    [LB_STOP_MEMORY] = "the script needs more memory than --max-memory allows",
    [LB_STOP_REQUESTS] = "the script sends more requests than --max-requests allows",
    [LB_STOP_TERMINATE] = "terminated!"};

// MARK: What signal handlers call

static void hook(lua_State *L, lua_Debug *frame);

static void arm(lb_state *state) {
    lua_sethook(state->running, hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

// Lets SIGALRM come after `first_ms` and then every 100 ms; 0 stops it.
static void set_timer(int64_t first_ms) {
    const struct itimerval timer = {
        .it_interval = {0, first_ms == 0 ? 0 : TICK_MS * 1000}, .it_value = {first_ms / 1000, first_ms % 1000 * 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void note(lb_state *state, lb_stop_reason reason) {
    if (state->running == NULL) return;  // between runs there is nothing to stop
    if (state->stop.reason == LB_STOP_NONE) {
        state->stop.reason = reason;
        if (signalled == state) set_timer(TICK_MS);
    }
    state->stop.pending = 1;
    arm(state);
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Ends the process as if nothing had caught the signal.
static void die_by(int number) {
    signal(number, SIG_DFL);
    raise(number);  // delivered when the handler returns
}

// Where hooks do not run, as in finalizers and in a message handler of xpcall, a loop is out of reach. It had its time.
static void last_resort(lb_state *state) {
    if (state->stop.reason == LB_STOP_INTERRUPT) return die_by(SIGINT);
    if (state->stop.reason == LB_STOP_TERMINATE) return die_by(state->end_signal);
    const char *const parts[] = {"bitrix: ", codes[state->stop.reason], ": ", messages[state->stop.reason], "\n"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (write(STDERR_FILENO, parts[i], strlen(parts[i])) < 0) break;
    }
    _exit(state->stop.reason == LB_STOP_TIME ? TIME_LIMIT_STATUS : 1);
}

// At a prompt the run goes on until the next Ctrl-C ends the process: that is said, once in a run.
static void say_deaf(const lb_state *state) {
    if (state->deaf_text == NULL) return;
    if (write(STDERR_FILENO, state->deaf_text, strlen(state->deaf_text)) < 0) return;  // nobody is there to be told
}

static void on_interrupt(int number) {
    lb_state *state = signalled;
    if (state == NULL) return;
    int64_t now = now_ms();
    if (state->stop.deferred) {
        state->deferred_at = now;
        return;
    }
    bool is_second = state->interrupted_at != 0 && now - state->interrupted_at <= SECOND_INTERRUPT_MS;
    bool is_deaf = state->stop.ticks > PATIENCE_TICKS;
    if (is_deaf || (is_second && !state->returns_to_prompt)) return die_by(number);
    state->interrupted_at = now;
    note(state, LB_STOP_INTERRUPT);
}

// SIGTERM and SIGHUP stop a run as Ctrl-C does, and a second one ends the process at once. They are the program's own, also while
// a command runs and at a prompt.
static void on_termination(int number) {
    lb_state *state = signalled;
    if (state == NULL) return;
    if (state->end_signal != 0 || state->stop.ticks > PATIENCE_TICKS) return die_by(number);
    state->end_signal = number;
    if (state->stop.reason != LB_STOP_NONE) {
        state->stop.reason = LB_STOP_TERMINATE;
        state->stop.ticks = 0;
    }
    note(state, LB_STOP_TERMINATE);
}

static void on_timer(int number) {
    (void)number;
    lb_state *state = signalled;
    if (state == NULL) return;
    if (state->stop.reason == LB_STOP_NONE && state->time_left_ms == 0) return;  // somebody else's alarm
    if (state->stop.reason != LB_STOP_NONE) {
        if (state->stop.delivered) state->stop.insists = 1;
        const bool ends_process = !state->returns_to_prompt || state->stop.reason == LB_STOP_TERMINATE;
        if (++state->stop.ticks > PATIENCE_TICKS && ends_process) return last_resort(state);
        if (state->stop.ticks == PATIENCE_TICKS + 1) say_deaf(state);
    }
    note(state, LB_STOP_TIME);
}

// MARK: Raising

// [-0, +1, m] Where the script is: the innermost Lua function that is not the module's own; "" where there is none.
static void push_place(lua_State *L) {
    const char *module = lbi_state(L)->module_chunk;
    lua_Debug frame;
    for (int level = 0; level < 16 && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sl", &frame);
        if (frame.currentline > 0 && strcmp(frame.source, module) != 0) {
            lua_pushfstring(L, "%s:%d", frame.short_src, frame.currentline);
            return;
        }
    }
    lua_pushliteral(L, "");
}

// Raises what the stop is about: stock lua's text for Ctrl-C, one like it for SIGTERM, an error object for a limit.
static int raise_stop(lua_State *L, lb_state *state) {
    lb_stop_reason reason = state->stop.reason;
    size_t limit = state->limit;
    state->limit = 0;  // the error itself must find room; lbi_end_run sets the limit again if this raises another
    luaL_checkstack(L, 6, NULL);
    push_place(L);
    if (reason == LB_STOP_INTERRUPT || reason == LB_STOP_TERMINATE) {
        if (lua_rawlen(L, -1) > 0) lua_pushliteral(L, ": ");
        else lua_pushliteral(L, "");
        lua_pushstring(L, messages[reason]);
        lua_concat(L, 3);
    } else {
        lua_createtable(L, 0, 4);  // place error
        lua_pushliteral(L, "limit");
        lua_setfield(L, -2, "kind");
        lua_pushstring(L, codes[reason]);
        lua_setfield(L, -2, "code");
        lua_pushstring(L, messages[reason]);
        lua_setfield(L, -2, "message");
        if (lua_rawlen(L, -2) > 0) {
            lua_pushvalue(L, -2);
            lua_setfield(L, -2, "where");
        }
        if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_error_metatable) == LUA_TTABLE) lua_setmetatable(L, -2);
        else lua_pop(L, 1);
    }
    state->limit = limit;
    return lua_error(L);
}

static int deliver(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (!state->stop.insists) {
        state->stop.pending = 0;
        lbi_restore_hook(L);
    }
    state->stop.delivered = 1;
    return raise_stop(L, state);
}

// Whether the shielded function runs here, or something of the module's that it calls. It has as much time as finalizers have: no
// script gets more by shielding a function of its own.
static bool is_shielded(lua_State *L, const lb_state *state) {
    if (state->shielded == NULL || state->stop.ticks > PATIENCE_TICKS) return false;
    lua_Debug frame;
    for (int level = 0; level < 4 && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "f", &frame);
        const void *function = lua_topointer(L, -1);
        lua_pop(L, 1);
        if (function == state->shielded) return true;
    }
    return false;
}

static void hook(lua_State *L, lua_Debug *frame) {
    (void)frame;
    lb_state *state = lbi_state(L);
    if (!state->stop.pending) return lbi_restore_hook(L);  // delivered elsewhere meanwhile, or inherited
    if (state->stop.insists && is_shielded(L, state)) return;
    deliver(L);
}

int lbi_shield(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lbi_state(L)->shielded = lua_topointer(L, 1);
    return 0;
}

int64_t lbi_defer_interrupts(lb_state *state, bool defers) {
    if (defers) state->deferred_at = 0;
    state->stop.deferred = defers;
    return defers || state->deferred_at == 0 ? -1 : now_ms() - state->deferred_at;
}

void lbi_raise_stop(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (state->stop.pending) deliver(L);
}

void lbi_stop_unwinds(lua_State *L) {
    lb_state *state = lbi_state(L);
    state->stop.pending = 0;
    lbi_restore_hook(L);
}

void lbi_rearm(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (state->stop.pending && state->running != NULL) arm(state);
}

// The refusal is raised by Lua itself, as its first delivery. What runs on is stopped by the timer.
void lbi_memory_refused(lb_state *state) {
    if (state->running == NULL) return;
    if (state->stop.reason == LB_STOP_NONE) {
        state->stop.reason = LB_STOP_MEMORY;
        if (signalled == state) set_timer(TICK_MS);
    }
    state->stop.delivered = 1;
}

// MARK: A run

void lbi_begin_run(lb_state *state, lbi_run *run) {
    state->stop = (lbi_stop){.reason = LB_STOP_NONE};
    state->refusals = 0;
    state->running = state->L;
    state->depth = 0;
    state->lowest = NULL;  // runs may come from several threads, one after the other
    run->limit = state->limit;
    if (state->L != NULL) lbi_restore_hook(state->L);
    if (!state->handles_signals) return;
    signalled = state;
    struct sigaction action;
    memset(&action, 0, sizeof action);  // no SA_RESTART: a script that waits for input wakes up
    sigemptyset(&action.sa_mask);
    action.sa_handler = on_timer;
    sigaction(SIGALRM, &action, &run->timer_action);
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, &run->interrupt_action);
    action.sa_handler = on_termination;
    for (int i = 0; i < LBI_END_SIGNALS; i++) {
        sigaction(end_signals[i], NULL, &run->end_actions[i]);
        // What nohup has set to be ignored stays so.
        if (run->end_actions[i].sa_handler != SIG_IGN) sigaction(end_signals[i], &action, NULL);
    }
    if (state->time_left_ms != 0) {
        run->started_ms = now_ms();
        set_timer(state->time_left_ms);
    }
}

void lbi_end_run(lb_state *state, lbi_run *run) {
    state->limit = run->limit;
    state->running = NULL;
    if (state->handles_signals) {
        // First: from here on nothing starts the timer.
        sigaction(SIGINT, &run->interrupt_action, NULL);
        for (int i = 0; i < LBI_END_SIGNALS; i++) sigaction(end_signals[i], &run->end_actions[i], NULL);
        set_timer(0);
        sigaction(SIGALRM, &run->timer_action, NULL);
        signalled = NULL;
        if (state->time_left_ms != 0 && !state->time_is_per_run) {
            int64_t left = state->time_left_ms - (now_ms() - run->started_ms);
            state->time_left_ms = left > 0 ? left : 1;
        }
    }
    state->stop.pending = 0;
    if (state->L != NULL) lua_sethook(state->L, NULL, 0, 0);  // between runs there is only our own code
}

void lbi_close_in_time(lb_state *state) {
    if (state->end_signal == 0 || signalled != state) return;
    state->stop.reason = LB_STOP_TERMINATE;
    state->stop.delivered = 1;
    set_timer(TICK_MS);
}

static const char forget_key = 0;

// The state is about to be freed, perhaps by os.exit, while a run goes on.
static int forget_state(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (state->closes_at_exit) state->leaves_memory = true;  // no finalizer comes behind this one
    if (signalled != state) return 0;
    signalled = NULL;
    signal(SIGINT, SIG_DFL);
    for (int i = 0; i < LBI_END_SIGNALS; i++) {
        struct sigaction now;
        sigaction(end_signals[i], NULL, &now);
        if (now.sa_handler == on_termination) signal(end_signals[i], SIG_DFL);
    }
    set_timer(0);
    return 0;
}

void lbi_open_stop(lua_State *L) {
    // Of all finalizers the one that was made first runs last.
    lua_newuserdatauv(L, 0, 0);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, forget_state);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &forget_key);
}

// MARK: The face

void lb_handle_signals(lb_state *state) { state->handles_signals = true; }

void lb_time_limit(lb_state *state, int64_t milliseconds, bool per_run) {
    state->time_left_ms = milliseconds;
    state->time_is_per_run = per_run;
}

void lb_interrupts_return_to_prompt(lb_state *state, bool returns, const char *deaf_text) {
    state->returns_to_prompt = returns;
    state->deaf_text = deaf_text;
}

bool lb_stop_pending(const lb_state *state) { return state->stop.pending != 0; }

void lb_stop(lb_state *state, lb_stop_reason reason) { note(state, reason); }

lb_stop_reason lb_stopped(const lb_state *state) { return state->stop.reason; }

int lb_end_signal(const lb_state *state) { return state->end_signal; }

const char *lb_stop_code(lb_stop_reason reason) { return codes[reason]; }

const char *lb_stop_message(lb_stop_reason reason) { return messages[reason]; }
