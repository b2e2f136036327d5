// GNU readline for LineEditor: its types at compile time, its functions and variables only when a prompt is opened.
//
// Nothing here refers to a symbol of the library, so that a program that opens no prompt does not load it: `crl_load`
// fills a table with dlopen and dlsym. The table has the exact types of <readline/readline.h>.
//
// Everything of ours is prefixed `crl_`.

#ifndef CREADLINE_SHIM_H
#define CREADLINE_SHIM_H

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>
#include <time.h>

#include <readline/history.h>
#include <readline/readline.h>

#pragma clang assume_nonnull begin

/// The file that the dynamic loader is asked for.
#define CREADLINE_LIBRARY "libreadline.so.8"

/// What this program uses of readline, functions first, then variables. One list, from which table and loader are made.
#define CREADLINE_SYMBOLS(each)                                                \
    each(rl_initialize)                                                        \
    each(rl_variable_bind)                                                     \
    each(rl_named_function)                                                    \
    each(rl_get_keymap_by_name)                                                \
    each(rl_bind_keyseq_in_map)                                                \
    each(rl_callback_handler_install)                                          \
    each(rl_callback_read_char)                                                \
    each(rl_callback_handler_remove)                                           \
    each(rl_callback_sigcleanup)                                               \
    each(rl_free_line_state)                                                   \
    each(rl_prep_terminal)                                                     \
    each(rl_deprep_terminal)                                                   \
    each(rl_set_screen_size)                                                   \
    each(rl_insert_text)                                                       \
    each(rl_delete_text)                                                       \
    each(rl_kill_text)                                                         \
    each(rl_begin_undo_group)                                                  \
    each(rl_end_undo_group)                                                    \
    each(rl_set_keyboard_input_timeout)                                        \
    each(using_history)                                                        \
    each(add_history)                                                          \
    each(clear_history)                                                        \
    each(where_history)                                                        \
    each(rl_line_buffer)                                                       \
    each(rl_point)                                                             \
    each(rl_end)                                                               \
    each(rl_done)                                                              \
    each(rl_eof_found)                                                         \
    each(rl_readline_state)                                                    \
    each(rl_last_func)                                                         \
    each(rl_readline_name)                                                     \
    each(rl_display_prompt)                                                    \
    each(rl_catch_signals)                                                     \
    each(rl_catch_sigwinch)                                                    \
    each(rl_change_environment)                                                \
    each(rl_redisplay_function)                                                \
    each(rl_getc_function)                                                     \
    each(rl_input_available_hook)                                              \
    each(rl_deprep_term_function)

/// The functions of readline, and pointers to its variables. Valid only after `crl_load` returned null.
typedef struct crl_api {
#define CREADLINE_MEMBER(name) __typeof__(name) *name;
    CREADLINE_SYMBOLS(CREADLINE_MEMBER)
#undef CREADLINE_MEMBER
} crl_api;

/// Loads readline from `name` (CREADLINE_LIBRARY) and fills the table.
///
/// Returns null, or the reason why it could not: the loader's message, or the name of a symbol that an old readline
/// lacks. The text stays valid until the next call of dlopen or dlsym. The library is never unloaded.
static inline const char *_Nullable crl_load(crl_api *api, const char *name) {
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        return reason ? reason : "dlopen failed";
    }
#define CREADLINE_FIND(name)                                                   \
    *(void **)&api->name = dlsym(library, #name);                              \
    if (!*(void **)&api->name) return "it has no symbol " #name;
    CREADLINE_SYMBOLS(CREADLINE_FIND)
#undef CREADLINE_FIND
    return NULL;
}

/// Puts `new_function` in the place of `old` everywhere in a keymap and in the keymaps that it leads to.
static inline void crl_replace(Keymap _Nullable map, rl_command_func_t *_Nullable old, rl_command_func_t *_Nullable new_function) {
    if (!map || !old) return;
    for (int key = 0; key < KEYMAP_SIZE; key++) {
        if (map[key].type == ISKMAP) crl_replace((Keymap)map[key].function, old, new_function);
        else if (map[key].type == ISFUNC && map[key].function == old) map[key].function = new_function;
    }
}

/// Whether the last key ran the command of this name.
static inline bool crl_last_was(const crl_api *api, const char *name) {
    return *api->rl_last_func && *api->rl_last_func == api->rl_named_function(name);
}

/// Waits until a descriptor can be read: 1; 0 after the time-out, -1 if a signal came that `mask` lets through.
///
/// A negative time-out waits for ever. Signals of `mask` are blocked meanwhile, all others can come: with a mask that
/// lets through what is blocked elsewhere, no signal is ever missed (POSIX, pselect).
static inline int crl_wait(int descriptor, int milliseconds, const sigset_t *_Nullable mask) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(descriptor, &set);
    struct timespec time = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    return pselect(descriptor + 1, &set, NULL, NULL, milliseconds < 0 ? NULL : &time, mask);
}

#pragma clang assume_nonnull end

#endif
