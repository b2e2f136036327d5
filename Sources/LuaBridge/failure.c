// What is kept of an error that nothing caught. The forms of messages and tracebacks are stock lua's.
#include "bridge.h"

#include <stdio.h>
#include <string.h>

const char lbi_error_value = 0;

// MARK: While it is raised

// Notes the innermost Lua function that is not the module's: there people look first.
static void note_place(lua_State *L) {
    lb_state *state = lbi_state(L);
    lua_Debug frame;
    for (int level = 1; level < 16 && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sl", &frame);
        if (frame.currentline <= 0 || strcmp(frame.source, state->module_chunk) == 0) continue;
        state->error_line = frame.currentline;
        snprintf(state->error_source, sizeof state->error_source, "%s", frame.source);
        lbi_keep_scope(L, &frame);
        return;
    }
}

// Whether `load` catches this error: its parser keeps the message handler of whoever called it, so that this one hears of
// errors in the functions that give the text, too.
static bool is_caught_by_load(lua_State *L) {
    const lua_CFunction load = lbi_state(L)->load;
    lua_Debug frame;
    for (int level = 1; level < 2000 && lua_getstack(L, level, &frame); level++) {
        lua_getinfo(L, "Sf", &frame);
        const lua_CFunction function = lua_tocfunction(L, -1);
        lua_pop(L, 1);
        if (function != NULL && function == load) return true;
    }
    return false;
}

// Makes the text of an error value, as lua's message handler does: a string gets a traceback; a value with __tostring
// speaks for itself, and gets a traceback only if its metatable asks for it with __traceback; others are named by type.
// Lua calls this only where nothing else catches the error, or where `load` does.
int lbi_message_handler(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (state->stop.insists && !is_caught_by_load(L)) lbi_stop_unwinds(L);
    note_place(L);
    lua_pushvalue(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    const char *message = lua_tostring(L, 1);
    if (message == NULL) {
        if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING) {
            const bool wants_traceback = luaL_getmetafield(L, 1, "__traceback") != LUA_TNIL && lua_toboolean(L, -1);
            lua_settop(L, 2);
            if (!wants_traceback) return 1;
            message = lua_tostring(L, -1);
        } else {
            message = lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
        }
    }
    size_t limit = state->limit;
    state->limit = 0;  // a traceback finds room; lbi_end_run sets the limit again if this raises all the same
    luaL_traceback(L, L, message, 1);
    state->limit = limit;
    return 1;
}

// An error for want of memory that nothing caught is the limit's, where that refused some. lauxlib's buffers raise it as
// an ordinary error with this text.
void lbi_name_memory_limit(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (!state->limit_stops_run || state->refusals == 0 || state->stop.reason != LB_STOP_NONE) return;
    const char *text = lua_tostring(L, -1);
    if (text != NULL && strstr(text, "not enough memory") != NULL) state->stop.reason = LB_STOP_MEMORY;
}

// The last error is not the one of what comes now.
void lbi_forget_error(lua_State *L) {
    lua_pushboolean(L, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    lbi_forget_scope(L);
    lbi_state(L)->error_line = 0;
}

void lb_forget_error(lb_state *state) {
    if (!lua_checkstack(state->L, 2)) return;
    state->stop.reason = LB_STOP_NONE;
    state->refusals = 0;
    lbi_forget_error(state->L);  // needs no memory
}

// MARK: Afterwards

lb_status lbi_failed(lb_state *state) {
    lua_replace(state->L, LBI_FAILURE);
    return LB_FAILED;
}

lb_text lb_failure_text(const lb_state *state) {
    // Only errors outside of a run are no strings: those of metamethods that lua.c itself would call.
    static const char other[] = "(error object is not a string)";
    lb_text text = {other, sizeof other - 1};
    if (lua_type(state->L, LBI_FAILURE) == LUA_TSTRING) text.bytes = lua_tolstring(state->L, LBI_FAILURE, &text.count);
    return text;
}

int lb_failure_line(const lb_state *state, const char **source) {
    *source = state->error_source;
    return state->error_line;
}
