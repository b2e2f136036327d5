/// The face that Swift sees of the Lua interpreter. Law: no function declared here can raise.
///
/// Lua raises by `longjmp`, and a jump over a Swift frame is undefined behaviour. So each function here is either a C
/// body that runs under `lua_pcall`, or a read that the reference manual (section 4.6) marks as never raising. A host
/// function written in Swift only *describes* what it returns or raises (as a list of values, `lb_results`); C converts that into
/// Lua values after Swift has returned. No Swift object lives inside Lua, so the collector never runs Swift code.
///
/// One interpreter belongs to one thread. Strings are bytes with a length; they may hold NULs.
#ifndef LUA_BRIDGE_H
#define LUA_BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#define _Nonnull
#endif

/// One Lua interpreter.
typedef struct lb_state lb_state;

/// One running call of a host function; valid until that function returns.
typedef struct lb_call lb_call;

/// How an operation ended.
typedef enum {
    LB_OK = 0,
    /// A Lua error; its text and value are at `lb_failure_text` and `lb_error_value`.
    LB_FAILED = 1,
    /// `lb_load_input` only: the text is the beginning of a chunk, more lines are needed.
    LB_INCOMPLETE = 2,
    /// The interpreter runs, or converts values, at this very moment: nothing was done.
    LB_BUSY = 3,
} lb_status;

/// Bytes that Lua owns; valid until the next operation on the same interpreter.
typedef struct {
    const char *_Nullable bytes;
    size_t count;
} lb_text;

// MARK: Values (values.c)

/// What a value is.
typedef enum {
    LB_NIL = 0,
    LB_BOOLEAN = 1,
    LB_INTEGER = 2,
    LB_FLOAT = 3,
    LB_STRING = 4,
    /// Keys and values in turn follow in a list, up to its LB_TABLE_END.
    LB_TABLE = 5,
    LB_TABLE_END = 6,
    /// A null that the API sent inside a list: `bitrix.null`.
    LB_NULL = 7,
    /// A Lua function that can be called.
    LB_FUNCTION = 8,
    /// Anything else, and what the bounds left out; `text` names its type.
    LB_OPAQUE = 9,
} lb_kind;

/// A Lua function that is kept until `lb_release`.
typedef struct lb_function lb_function;

/// One value. Only the member of its kind counts; of an integer also `number`.
typedef struct {
    lb_kind kind;
    bool boolean;
    int64_t integer;
    double number;
    lb_text text;
    lb_function *_Nullable function;
} lb_value;

/// A list of values outside of Lua. It owns its bytes.
typedef struct lb_values lb_values;

/// How much of Lua values is read into a list: tables inside each other, values, bytes of strings. What is beyond becomes LB_OPAQUE, or
/// of a table's members is missing. Tables are read raw, without metamethods, in the order of `next`.
typedef struct {
    int depth;
    size_t values;
    size_t bytes;
    /// Functions become LB_FUNCTION, which has to be released; else LB_OPAQUE.
    bool keeps_functions;
} lb_bounds;

/// An empty list; NULL without memory.
lb_values *_Nullable lb_values_new(void);
void lb_values_free(lb_values *_Nullable values);
void lb_values_clear(lb_values *values);

/// Adds a value; bytes are copied. Where there is no memory, the operation that uses the list fails.
void lb_add(lb_values *values, lb_value value);

size_t lb_values_count(const lb_values *values);
/// The value at an index below the count. Its text is valid until the list changes.
lb_value lb_values_at(const lb_values *values, size_t index);

// MARK: Life (state.c)

/// A new interpreter with the standard libraries, or NULL without memory. `ignore_environment` is lua's `-E`:
/// LUA_PATH and LUA_CPATH are not read.
lb_state *_Nullable lb_open(bool ignore_environment);

/// Why a run was stopped from outside (stop.c).
typedef enum {
    LB_STOP_NONE = 0,
    /// Ctrl-C: raised as stock lua's text, "interrupted!".
    LB_STOP_INTERRUPT = 1,
    LB_STOP_TIME = 2,
    LB_STOP_MEMORY = 3,
    LB_STOP_REQUESTS = 4,
    /// SIGTERM or SIGHUP: raised as the text "terminated!"; the process is to end.
    LB_STOP_TERMINATE = 5,
} lb_stop_reason;

/// Closes the interpreter: pending to-be-closed variables and finalizers run. NULL is allowed. Returns why they were stopped,
/// where they were, and in `end_signal` what `lb_end_signal` did.
lb_stop_reason lb_close(lb_state *_Nullable state, int *_Nullable end_signal);

/// The same where the process ends right after: Lua's memory is left to the system, which takes it back at once.
lb_stop_reason lb_close_at_exit(lb_state *_Nullable state, int *_Nullable end_signal);

/// The bytes that Lua's allocator holds now.
size_t lb_memory_used(const lb_state *state);

/// Limits the allocator: an allocation beyond `bytes` fails as if the system had no memory. 0 lifts the limit.
/// `stops_run`: a run that was refused memory is stopped with LB_STOP_MEMORY, even if it catches the error.
void lb_memory_limit(lb_state *state, size_t bytes, bool stops_run);

/// Switches warnings (manual, `warn`) on, as lua's `-W`.
void lb_warnings_on(lb_state *state);

/// Writes warnings by a function, which gets them in pieces; NULL is standard error. What a warning says may be a server's text.
void lb_write_warnings_by(lb_state *state, void (*_Nullable write)(const char *text));

/// The line that lua's `-v` prints: release and copyright.
const char *lb_copyright(void);

// MARK: Chunks (chunk.c). Loading leaves one chunk to be run; `lb_run…` consumes it.

/// Compiles a file; NULL is standard input. A first line that begins with `#` and a UTF-8 mark are skipped. A file that
/// begins with precompiled code is refused unless `allow_bytecode`: damaged code can crash Lua 5.4.4.
lb_status lb_load_file(lb_state *state, const char *_Nullable path, bool allow_bytecode);

/// Compiles text. `chunk_name` as in the manual, `lua_load`: `=name` or `@file`.
lb_status lb_load_text(lb_state *state, const char *text, size_t count, const char *chunk_name);

/// Compiles one input of a prompt, `=stdin`: first as an expression (`return text;`) where `as_expression` asks for it
/// and that compiles, else as a statement. LB_INCOMPLETE, with a failure text, where the syntax error is at the very
/// end of the text.
lb_status lb_load_input(lb_state *state, const char *text, size_t count, bool as_expression);

/// Runs the loaded chunk. `pass_arguments` hands it the positive elements of the global `arg`.
lb_status lb_run(lb_state *state, bool pass_arguments);

/// Runs the loaded chunk and hands its results, where there are any, to the global `print`.
lb_status lb_run_printing(lb_state *state);

/// Calls `require(module)` and stores the result in the global `global` (lua's `-l global=module`).
lb_status lb_require(lb_state *state, const char *global, const char *module);

/// Lets `require` look for Lua modules beside a script, links followed, after `package.path`. Does nothing where that
/// is the current directory, in which `package.path` looks anyway.
lb_status lb_search_beside(lb_state *state, const char *script);

/// Sets the global `arg`: element `i - script` is `values[i]`.
lb_status lb_set_arguments(
    lb_state *state, const char *const _Nullable *_Nonnull values, int count, int script);

/// `tostring` of the global `name` (lua's `_PROMPT`); NULL bytes where it is nil or cannot be had.
lb_text lb_global_text(lb_state *state, const char *name);

// MARK: The last failure (chunk.c)

/// What `lua` would print after `progname: `: the message, and the traceback where stock lua shows one.
lb_text lb_failure_text(const lb_state *state);

/// The line where the last error was raised, in the innermost Lua function that is not the module's own, and the name of
/// its chunk (`@file` or `=name`); 0 where none is known, as for syntax errors.
int lb_failure_line(const lb_state *state, const char *_Nullable *_Nonnull source);

/// The last error, and why the last run was stopped, are known no more: what comes now has none yet.
void lb_forget_error(lb_state *state);

/// From now on the variables of a function that raises an error are kept until the next run, for `lb_names`.
void lb_keep_error_scope(lb_state *state);

/// The string keys of the table at a path (`c`, `c._included`), each with a line end; NULL for the names of all variables. The
/// first name is a variable where the last error was raised, else a global. Metamethods are not run.
lb_text lb_names(lb_state *state, const char *_Nullable path);

/// What is at a path where the last error was raised: a variable, then steps with a line end before each: `.name`, `#number`, or
/// `$variable` for a key in a variable. The first line is its type, `record` for an object that the API sent or `error` for an
/// error object, and its length; then a line for each member with a string as key: name, type (`null` for a member that the API
/// sent so), and the value where that is short. Metamethods are not run. NULL without memory.
lb_text lb_members(lb_state *state, const char *path);

/// Adds the value of the last error to a list; nothing where there is none.
void lb_error_value(lb_state *state, lb_values *values, lb_bounds bounds);

// MARK: Functions (function.c)

/// Compiles text to a function. `chunk_name` as in the manual, `lua_load`: `=name` or `@file`.
lb_status lb_compile(
    lb_state *state, const char *_Nullable text, size_t count, const char *chunk_name,
    lb_function *_Nullable *_Nonnull function);

/// How a function is called.
typedef enum {
    /// As a run: signals and limits stop it.
    LB_RUN = 0,
    /// As a run, in which debug hooks of scripts are off: for code of ours that may come upon a script's, such as a `__tostring`.
    LB_RUN_QUIETLY = 1,
    /// Not as a run, without collecting garbage, and beyond the limit of memory: for code of ours that runs none of a script's, and is
    /// soon done.
    LB_INSIDE = 2,
} lb_mode;

/// Calls a function with a list of arguments, and adds its results to another list. Runs do not nest: LB_BUSY in a host function.
lb_status lb_call_function(
    lb_state *state, const lb_function *function, const lb_values *_Nullable arguments, lb_values *results,
    lb_bounds bounds, lb_mode mode);

/// Runs a function without arguments. `receiver` gets its results in a list, which has their number in `n`, or nil and the value of the
/// error; it runs no code of scripts.
lb_status lb_run_function(lb_state *state, const lb_function *function, const lb_function *receiver);

/// Calls `receiver` with the value of the last error, and with a table of the variables that `lb_keep_error_scope` has kept of it, or nil.
lb_status lb_hand_error(lb_state *state, const lb_function *receiver);

/// Lets go of a function. Allowed at any time, also while the interpreter runs, but not once it is closed.
void lb_release(lb_state *state, lb_function *function);

/// Adds the global `name` to a list, read raw.
lb_status lb_get_global(lb_state *state, const char *name, lb_values *values, lb_bounds bounds);

/// Sets the global `name` to the first value of a list, without metamethods.
lb_status lb_set_global(lb_state *state, const char *name, const lb_values *values);

// MARK: Stopping a run (stop.c)

/// Takes SIGINT (Ctrl-C), SIGTERM, SIGHUP and SIGALRM while a chunk runs. For one interpreter of a process; without it limits on memory
/// and requests still stop a run, but a script can catch that again and again, and there is no limit on time.
void lb_handle_signals(lb_state *state);

/// All runs of the state together, or each of them, may take this long; 0 lifts the limit. Needs `lb_handle_signals`.
void lb_time_limit(lb_state *state, int64_t milliseconds, bool per_run);

/// Whether a second Ctrl-C within a second still only stops the run (a prompt) or ends the process (a script).
/// `deaf_text`, which has to stay where it is, goes to standard error once a run does not end though it was stopped two seconds
/// ago: then the next Ctrl-C ends the process.
void lb_interrupts_return_to_prompt(lb_state *state, bool returns, const char *_Nullable deaf_text);

/// Whether the run is to stop: a host function that waits has to return then.
bool lb_stop_pending(const lb_state *state);

/// Stops the run: raised when the host function that calls this has returned.
void lb_stop(lb_state *state, lb_stop_reason reason);

/// Why the last run was stopped, where it was.
lb_stop_reason lb_stopped(const lb_state *state);

/// SIGTERM or SIGHUP, once one has come during a run; else 0.
int lb_end_signal(const lb_state *state);

/// The name of a reason: `TIME_LIMIT`.
const char *lb_stop_code(lb_stop_reason reason);

/// A reason in words.
const char *lb_stop_message(lb_stop_reason reason);

// MARK: Modules and host functions (host.c)

/// A host function. It reads its arguments with `lb_argument`, adds to `lb_results` the values that it returns (in order),
/// and returns. `context` is what it was registered with.
typedef void (*lb_host_function)(void *_Nullable context, lb_call *call);

/// A host function with the name under which a module's Lua part finds it.
typedef struct {
    const char *name;
    lb_host_function function;
    void *_Nullable context;
} lb_host_entry;

/// Runs a module's Lua part with a table of the host functions, and stores what it returns as `package.loaded[name]` and as the global
/// `name`; or, where there is `results`, adds it to that list, functions too, and no script sees it.
lb_status lb_open_module(
    lb_state *state, const char *name, lb_text source, const lb_host_entry *entries, size_t entry_count,
    lb_values *_Nullable results);

/// The number of arguments of the call.
int lb_argument_count(const lb_call *call);

/// Argument `index`, from 1, without conversions; of a table only its kind. A string's bytes are valid until the host function returns.
lb_value lb_argument(const lb_call *call, int index);

/// Adds argument `index`, from 1, to a list, with all that is in it as far as the bounds go. Nothing where there is no such argument.
void lb_read_argument(const lb_call *call, int index, lb_values *values, lb_bounds bounds);

/// What the call returns, in order: the host function adds to it.
lb_values *lb_results(lb_call *call);

/// Adds a JSON text of `count` bytes to the results of a call, decoded when Swift has returned: two Lua values, the decoded one and nil; or
/// three: nil, a code for what is wrong with it (`INVALID_JSON`, … see json.cpp), and the place of a damaged string or nil. Where
/// `capacity` exceeds `count` by 64 bytes no copy is made. The list takes the bytes over and frees them with `release`.
void lb_add_json(
    lb_values *values, char *_Nullable bytes, size_t count, size_t capacity, void (*_Nullable release)(void *_Nullable));

/// The results are not returned: the first of them is raised.
void lb_raise(lb_call *call);

/// The function is not done: it waits for `ticket` (not 0), and nothing that it described counts. It is called again, with that
/// ticket and without arguments, and has to end then, waiting as long as it takes. Where the call was made in a coroutine of
/// the module's scheduler, that is when the scheduler resumes it; everywhere else, at once.
void lb_await(lb_call *call, int64_t ticket);

/// What the call waited for; 0 where it is made for the first time.
int64_t lb_awaited(const lb_call *call);

// MARK: JSON without an interpreter (json.cpp)

/// Loads the library that decodes (release builds load it when it is needed first).
void lb_json_prepare(void);

/// The number at a JSON pointer (RFC 6901, `/error/retryAfter`); false where the text has none there or is no JSON.
bool lb_json_number(const char *bytes, size_t count, const char *pointer, double *number);

/// The string at a JSON pointer, as C text of at most `size - 1` bytes; false where there is none that fits.
bool lb_json_text(const char *bytes, size_t count, const char *pointer, char *text, size_t size);

// MARK: Standard streams, with the buffers of Lua's io library (console.c)

/// What reading a line came to.
typedef enum {
    LB_LINE,
    LB_LINE_END,
    /// Ctrl-C: what was typed is gone.
    LB_LINE_INTERRUPTED,
} lb_line_status;

/// Writes a prompt to standard output and reads a line, without its line end, from standard input into a buffer that
/// `free` releases.
lb_line_status lb_read_line(
    const char *prompt, size_t prompt_count, char *_Nullable *_Nonnull line, size_t *capacity, size_t *count);

/// SIGTERM or SIGHUP, where one has ended `lb_read_line`, which then says LB_LINE_END; else 0. The process is to end.
int lb_line_end_signal(void);

/// Writes to standard output and flushes it.
void lb_write_out(const char *bytes, size_t count);

/// Writes what standard output still buffers. 0 where everything that was ever printed is written; else the `errno` of this
/// write, or -1 where an earlier one has failed: nobody can tell any more why.
int lb_flush_out(void);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif
#ifdef __cplusplus
}
#endif
#endif
