// Warnings (manual, `warn`) in the form of lauxlib's, which belongs to luaL_newstate and so to its allocator.
#include "bridge.h"

#include <stdio.h>
#include <string.h>

static void write_error(const lb_state *state, const char *text) {
    if (state->write_warning != NULL) return state->write_warning(text);
    fputs(text, stderr);
    fflush(stderr);
}

// Called with the pieces of a message; `continues` says that more will come. A message of one piece that begins with "@" is a
// control message: "@on", "@off".
static void on_warning(void *context, const char *piece, int continues) {
    lb_state *state = context;
    if (!state->warning_continues && !continues && piece[0] == '@') {
        if (strcmp(piece, "@on") == 0) state->warns = true;
        if (strcmp(piece, "@off") == 0) state->warns = false;
        return;
    }
    if (state->warns) {
        if (!state->warning_continues) write_error(state, "Lua warning: ");
        write_error(state, piece);
        if (!continues) write_error(state, "\n");
    }
    state->warning_continues = continues;
}

void lbi_open_warnings(lb_state *state) { lua_setwarnf(state->L, on_warning, state); }

void lb_write_warnings_by(lb_state *state, void (*write)(const char *text)) { state->write_warning = write; }

void lb_warnings_on(lb_state *state) { lua_warning(state->L, "@on", 0); }
