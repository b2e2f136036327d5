// The life of an interpreter: opening, closing, and the protected call that everything else runs in.
#include "bridge.h"

#include <stdlib.h>

// Hooks and debug.getinfo hand the bodies that run here to scripts, as functions. A script that calls one has no operation for it.
void *lbi_operation(lua_State *L, int index, lua_CFunction body) {
    const lb_state *state = lbi_state(L);
    void *const operation = lua_touserdata(L, index);
    if (lua_type(L, index) != LUA_TLIGHTUSERDATA || operation != state->operation || body != state->body) {
        luaL_error(L, "a script cannot call this function of the program");
    }
    return operation;
}

int lbi_protect(lb_state *state, lua_CFunction body, void *operation, int argument_count, int result_count) {
    lua_State *L = state->L;
    if (!lua_checkstack(L, 4 + result_count)) {
        lua_pop(L, argument_count);
        lua_pushnil(L);
        return LUA_ERRMEM;
    }
    lua_pushcfunction(L, body);  // … arguments body
    lua_insert(L, -(argument_count + 1));
    lua_pushlightuserdata(L, operation);  // … body arguments operation
    void *const outer_operation = state->operation;
    const lua_CFunction outer_body = state->body;
    state->operation = operation;
    state->body = body;
    const int status = lua_pcall(L, argument_count + 1, result_count, 0);
    state->operation = outer_operation;
    state->body = outer_body;
    return status;
}

static int open_body(lua_State *L) {
    const bool *ignore_environment = lbi_operation(L, 1, open_body);
    if (*ignore_environment) {
        lua_pushboolean(L, 1);
        lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
    }
    luaL_openlibs(L);

    // A memory error while lauxlib makes the metatable of its big buffers would leave it without methods for good.
    luaL_Buffer buffer;
    luaL_buffinitsize(L, &buffer, 2 * LUAL_BUFFERSIZE);
    luaL_pushresult(&buffer);

    lua_pushboolean(L, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    lbi_open_stop(L);
    lbi_json_prepare(L);
    lbi_open_orders(L);
    lbi_open_coroutines(L);
    lbi_open_hooks(L);
    lbi_open_execute(L);
    lua_getglobal(L, "load");
    lbi_state(L)->load = lua_tocfunction(L, -1);
    lua_gc(L, LUA_GCGEN, 0, 0);  // as lua does
    return 0;
}

lb_state *lb_open(bool ignore_environment) {
    lb_state *state = calloc(1, sizeof *state);
    if (state == NULL) return NULL;
    state->decoder = lbi_decoder_open();
    state->L = lua_newstate(lbi_allocate, state);
    if (state->L == NULL || state->decoder == NULL || !lbi_keep_ballast(state)) {
        lb_close(state, NULL);
        return NULL;
    }
    lua_State *L = state->L;
    lbi_open_warnings(state);
    *(lb_state **)lua_getextraspace(L) = state;  // new threads inherit it
    lua_settop(L, LBI_SLOTS);
    if (lbi_protect(state, open_body, &ignore_environment, 0, 0) != LUA_OK) {
        lb_close(state, NULL);
        return NULL;
    }
    return state;
}

lb_stop_reason lb_close_at_exit(lb_state *state, int *end_signal) {
    if (state != NULL) state->closes_at_exit = true;
    return lb_close(state, end_signal);
}

lb_stop_reason lb_close(lb_state *state, int *end_signal) {
    if (state == NULL) return LB_STOP_NONE;
    if (state->L != NULL) {
        lbi_run run;  // finalizers can be stopped, too
        lbi_begin_run(state, &run);
        lbi_close_in_time(state);
        lua_close(state->L);
        state->L = NULL;
        lbi_end_run(state, &run);
    }
    lbi_free_calls(state);
    lbi_free_entries(state);
    lbi_free_functions(state);
    lbi_decoder_close(state->decoder);
    lbi_free_memory(state);
    const lb_stop_reason reason = state->stop.reason;
    if (end_signal != NULL) *end_signal = state->end_signal;
    free(state);
    return reason;
}

size_t lb_memory_used(const lb_state *state) { return state->used; }

void lb_memory_limit(lb_state *state, size_t bytes, bool stops_run) {
    state->limit = bytes;
    state->limit_stops_run = stops_run;
}

const char *lb_copyright(void) { return LUA_COPYRIGHT; }
