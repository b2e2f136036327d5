// What the bridge's own files share. Functions with the prefix `lbi_` may raise; they never leave this target.
#ifndef LUA_BRIDGE_INTERNAL_H
#define LUA_BRIDGE_INTERNAL_H

// getline, sigaction, realpath and the like, also under strict -std=c11; has to stand before the first system header.
#if !defined(_GNU_SOURCE) && !defined(_XOPEN_SOURCE)
#define _XOPEN_SOURCE 700
#endif

#include "lua_bridge.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>

#ifdef __cplusplus
extern "C" {
#endif

// Fixed slots at the base of the main thread's stack: no operation allocates to store its outcome.
enum {
    LBI_FAILURE = 1,  // the last failure's text
    LBI_TEXT = 2,     // the last text handed out
    LBI_SLOTS = 2,    // above them: the loaded chunk, if any
};

typedef struct lbi_decoder lbi_decoder;
typedef struct lbi_chunk lbi_chunk;
typedef struct lbi_entry lbi_entry;

// What a stop from outside has come to (stop.c). Signal handlers write it.
typedef struct {
    volatile sig_atomic_t pending;   // to be raised
    volatile sig_atomic_t delivered; // it was raised at least once
    volatile sig_atomic_t insists;   // to be raised until nothing catches it
    volatile sig_atomic_t ticks;     // of the timer, since the stop was noted
    volatile sig_atomic_t deferred;  // Ctrl-C is a command's that runs now (execute.c)
    volatile lb_stop_reason reason;  // the first one of this run
} lbi_stop;

enum { LBI_POOL_GRAIN = 16, LBI_POOL_LARGEST = 512 };

// Where small blocks of Lua's memory come from (allocator.c).
typedef struct {
    void *free[LBI_POOL_LARGEST / LBI_POOL_GRAIN];  // lists of free blocks: of up to 16 bytes, of up to 32, …
    char *unused, *end;                             // of the chunk that was taken last
    lbi_chunk *chunks;
} lbi_pools;

struct lb_state {
    lua_State *L;
    lua_State *volatile running;  // the coroutine that runs now; NULL between runs
    lua_State *scheduled;         // the coroutine that the module's scheduler has resumed; NULL outside of it
    int64_t awaited;              // the ticket for which that one has just yielded; 0: for none
    lbi_stop stop;
    int64_t interrupted_at;       // when Ctrl-C came last, in ms; 0: never
    int64_t deferred_at;          // when it came while it was a command's; 0: it did not
    int64_t time_left_ms;         // for runs; 0: no limit
    volatile sig_atomic_t end_signal;  // SIGTERM or SIGHUP, once one has come; then the process is to end
    bool handles_signals;         // SIGINT, SIGTERM, SIGHUP and SIGALRM are taken during runs
    bool time_is_per_run;         // each run has all of it
    bool returns_to_prompt;       // a second Ctrl-C does not end the process
    const char *deaf_text;        // what a prompt says where nothing stops a run; NULL for nothing
    bool hides_hooks;             // our own code runs: a script's debug hooks are off
    lbi_pools pools;
    void *ballast;                // memory for Swift where Lua has taken all there was; NULL while it is lent
    bool is_exhausted;            // the system has refused memory
    lua_CFunction load;           // catches what its reader raises (failure.c)
    bool warns, warning_continues;
    void (*write_warning)(const char *text);  // NULL: to standard error
    bool keeps_scope;             // of errors (scope.c)
    size_t used;                  // bytes that the allocator holds
    size_t limit;                 // 0: none
    size_t refused;               // the size that was refused last and not had since; 0: none
    size_t refusals;              // in this run
    bool closes_at_exit;          // the process ends behind the finalizers
    bool leaves_memory;           // it ends now: nothing is given back any more
    const void *shielded;         // a function that no insisting stop may keep from its end
    bool limit_stops_run;         // for good, as --max-memory does; else only the allocation fails
    lb_call *idle_calls;          // calls that wait to be used again
    lbi_entry *entries;           // registered host functions, owned
    lb_function *functions;       // Lua functions that Swift keeps
    lb_function *released;        // those that it has let go of since the last operation
    int error_line;               // where the last error was raised in Lua; 0: not known
    char error_source[1024];      // the chunk name there, cut where it is longer
    lua_CFunction body;           // what lbi_protect has called last, and with which operation
    void *operation;
    const lb_call *converting;    // the call whose outcome becomes Lua values now
    char module_chunk[64];        // the chunk name of the module that was opened last
    int depth;                    // coroutines that run or are closed inside each other (coroutine.c)
    char *lowest;                 // how far down the stack they may go; NULL: not asked yet in this run
    int decoding;                 // how many texts are being decoded, one inside the other by way of finalizers
    lbi_decoder *decoder;         // made with the state, so that a call need not
};

// The bridge's state of any thread of an interpreter.
static inline lb_state *lbi_state(lua_State *L) { return *(lb_state **)lua_getextraspace(L); }

// Runs `body` protected. It gets the `argument_count` values on top of the stack and, last, `operation` as a light
// userdata; its results are adjusted to `result_count`. Returns Lua's status; on an error the error value is on top.
int lbi_protect(lb_state *state, lua_CFunction body, void *operation, int argument_count, int result_count);
// The operation of the body that runs, which stands at `index`; raises where a script has called the body. [-0, +0, e]
void *lbi_operation(lua_State *L, int index, lua_CFunction body);

// allocator.c
void *lbi_allocate(void *state, void *block, size_t old_size, size_t new_size);
// Memory for host functions, where the system has none left for Lua: kept, and lent for the time of a call. False where it is not
// to be had.
bool lbi_keep_ballast(lb_state *state);
bool lbi_lend_ballast(lb_state *state);
void lbi_free_memory(lb_state *state);

// scope.c: keeps the variables of a function that raises an error, where that is wanted. [-0, +0, -]
void lbi_keep_scope(lua_State *L, lua_Debug *frame);
void lbi_forget_scope(lua_State *L);
// Pushes the table of these variables; false, and nothing pushed, where none are kept. [-0, +(0|1), -]
bool lbi_push_scope(lua_State *L);

// execute.c, warnings.c
void lbi_open_execute(lua_State *L);  // [-0, +0, m]
void lbi_open_warnings(lb_state *state);

// chunk.c: calls the function below `argument_count` arguments as a run. On an error its text is left in the place of the
// results. [-(n+1), +(results|1), -]
int lbi_call(lua_State *L, int argument_count, int result_count);

// failure.c
// Takes the value on top of the stack as the last failure's text.
lb_status lbi_failed(lb_state *state);
// The message handler of runs: turns the error value into the text that lua would print.
int lbi_message_handler(lua_State *L);
// The last error is not the one of what comes now. [-0, +0, -]
void lbi_forget_error(lua_State *L);
// If the error text on top of the stack speaks of memory, and --max-memory refused some, the stop is the limit's.
void lbi_name_memory_limit(lua_State *L);

// globals.c: runs a body, which gets `argument` as a light userdata, and hands out the string that it returns.
lb_text lbi_text_of(lb_state *state, lua_CFunction body, const char *argument);

// Keys of the registry, by address.
extern const char lbi_error_value;   // the last error value, false where there is none; storing it needs no memory
extern const char lbi_null;          // bitrix.null: a null inside an array
extern const char lbi_field_orders;  // what orders.c keeps; in a list of member names, the mark that it is one
extern const char lbi_recent_orders; // depth → the order that was used there last
extern const char lbi_script_hooks;  // weak: thread → mask and count of the hook that a script set there
extern const char lbi_error_metatable; // the metatable of the module's error objects, where it has said so

// coroutine.c: whether a host function may wait by yielding; native.resume and native.can_wait, into the table on top.
bool lbi_can_wait(lua_State *L);
void lbi_add_schedule(lua_State *L);

// coroutine.c, debughook.c: put their functions into the libraries. [-0, +0, m]
void lbi_open_coroutines(lua_State *L);
void lbi_open_hooks(lua_State *L);
// Sets the hook that the script has there, or none, as while our own code runs. For the thread that runs.
void lbi_restore_hook(lua_State *L);

// stop.c
enum { LBI_END_SIGNALS = 2 };
typedef struct {
    size_t limit;
    int64_t started_ms;
    struct sigaction interrupt_action, timer_action, end_actions[LBI_END_SIGNALS];
} lbi_run;
// Around everything that runs a script's code: it can be stopped meanwhile. Runs do not nest.
void lbi_begin_run(lb_state *state, lbi_run *run);
void lbi_end_run(lb_state *state, lbi_run *run);
// In the run that closes the state: where SIGTERM or SIGHUP has come before, finalizers get as long as any stopped run.
void lbi_close_in_time(lb_state *state);
// Arms the hook again, on what runs, where a stop is pending.
void lbi_rearm(lua_State *L);

// Notes that `co` runs, and returns what ran before, for lbi_leave. Both are on the way of every coroutine switch.
static inline lua_State *lbi_enter(lb_state *state, lua_State *co) {
    lua_State *resumer = state->running;
    state->running = co;
    state->depth++;
    return resumer;
}

static inline void lbi_leave(lb_state *state, lua_State *resumer) {
    state->depth--;
    state->running = resumer;
    if (state->stop.pending) lbi_rearm(state->L);  // it was armed in the coroutine that has just ended
}

// The run's message handler has an error: nothing else will catch it.
void lbi_stop_unwinds(lua_State *L);
// While a command runs, Ctrl-C is the command's. Returns, at the end, how long ago it came, in ms; -1 if it did not.
int64_t lbi_defer_interrupts(lb_state *state, bool defers);
// Raises what a stop is about that came where no hook runs, if one did. [-0, +0, e]
void lbi_raise_stop(lua_State *L);
void lbi_memory_refused(lb_state *state);
// native.shield(function): a stop that insists waits until that function has ended, which the module's clean-up has to.
int lbi_shield(lua_State *L);
void lbi_open_stop(lua_State *L);  // [-0, +0, m]

// precompiled.c: pushes a part of a module, by its name, as a function from the code that the release build holds; false where
// it holds none. The part that is run when the module is opened has the module's name. [-0, +(0|1), m]
bool lbi_push_precompiled(lua_State *L, const char *module, const char *part);

// values.c
enum { LBI_JSON = LB_OPAQUE + 1 };  // a kind that only results of host functions have: a JSON text, two or three values
typedef struct {
    int kind;  // an lb_kind, or LBI_JSON
    union {
        bool boolean;
        int64_t integer;
        double number;
        lb_function *function;
        struct {
            size_t offset, count;  // in the list's bytes
        } text;
        struct {
            char *bytes;
            size_t count, capacity;
            void (*release)(void *);
        } json;
    } as;
} lbi_value;
struct lb_values {
    lbi_value *items;
    size_t count, capacity;
    char *bytes;
    size_t byte_count, byte_capacity;
    size_t string_bytes;  // that were read from Lua: what the bounds are about
    bool out_of_memory;  // something could not be added
};
void lbi_free_values(lb_values *values);  // what a list owns, not the list
// A value without what is in it; strings are Lua's own bytes. [-0, +0, -]
lb_value lbi_scalar(lua_State *L, int index);
// Reads `count` values from `first` on. [-0, +0, -], but m where functions are kept
void lbi_read_values(lua_State *L, int first, int count, lb_values *values, const lb_bounds *bounds);
// Pushes the value at `index`, and returns the index of the next one. [-0, +n, m]
size_t lbi_push_value(lua_State *L, const lb_values *values, size_t index);

// function.c: keeps a function where Swift can call it, until it lets go of it. [-0, +0, m]
lb_function *lbi_keep_function(lua_State *L, int index);
void lbi_free_functions(lb_state *state);

// host.c
void lbi_free_calls(lb_state *state);
void lbi_free_entries(lb_state *state);

// orders.c
void lbi_open_orders(lua_State *L);  // [-0, +0, m]
// Makes the table on top of the stack a list of names, which may become the metatable of decoded objects. [-0, +0, m]
void lbi_mark_order(lua_State *L);
// Pushes the list of names of a decoded object, or nothing for any other value. [-0, +(0|1), e]
bool lbi_push_order(lua_State *L, int value);

// number.cpp: native.number_text(number): how a machine reads it: with a point, whatever os.setlocale says, and with as many digits as it
// takes to get the same number back. What is not for people's eyes formats no number in another way.
int lbi_number_text(lua_State *L);

// json.cpp
lbi_decoder *lbi_decoder_open(void);
void lbi_decoder_close(lbi_decoder *decoder);
void lbi_json_prepare(lua_State *L);  // [-0, +0, m]
// Decodes and pushes one value, or pushes nothing and returns a code for what is wrong with the text. [-0, +(0|1), m]
const char *lbi_json_push(lua_State *L, const char *bytes, size_t count, size_t capacity);
// bitrix.fields(record): the names of a decoded object's members, in the order of the JSON text, nulls too.
int lbi_json_fields(lua_State *L);
// native.digits(table): the set of its keys whose strings are the digits of numbers that Lua cannot hold; nil where there is none.
int lbi_json_digits(lua_State *L);

#ifdef __cplusplus
}
#endif
#endif
