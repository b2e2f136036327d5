// A session at a prompt: its Lua part, which keeps variables and results from one input to the next, and the chunks that
// come from it. The part is trusted code with library functions in locals; here stands what needs a run, its message
// handler and the slots of the stack.
#include "bridge.h"

#include <stdio.h>
#include <string.h>

static const char part_key = 0;  // registry: the table that the part returned

// No script can write a global of this name by accident; the part stands there for a moment while it is opened.
static const char part_name[] = "bitrix.session";

typedef struct {
    const char *function;
    const lb_text *arguments;
    size_t count;
    int status;
    bool incomplete;
} session_operation;

// [-0, +1, e] A function of the part.
static void push_function(lua_State *L, const char *name) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &part_key) != LUA_TTABLE) luaL_error(L, "no session");
    lua_pushstring(L, name);
    if (lua_rawget(L, -2) != LUA_TFUNCTION) luaL_error(L, "the session has no function '%s'", name);
    lua_remove(L, -2);
}

// [-0, +n, e]
static void push_arguments(lua_State *L, const session_operation *operation) {
    luaL_checkstack(L, (int)operation->count + LUA_MINSTACK, "too many arguments");
    for (size_t i = 0; i < operation->count; i++) {
        const lb_text *text = &operation->arguments[i];
        lua_pushlstring(L, text->bytes != NULL ? text->bytes : "", text->count);
    }
}

// Moves the part from where modules stand to where only this file finds it.
static int hide_body(lua_State *L) {
    (void)lbi_operation(L, 1, hide_body);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);  // operation loaded
    lua_pushstring(L, part_name);
    lua_rawget(L, 2);                                          // operation loaded part
    lua_rawsetp(L, LUA_REGISTRYINDEX, &part_key);
    lua_pushglobaltable(L);                                    // operation loaded globals
    for (int table = 2; table <= 3; table++) {
        lua_pushstring(L, part_name);
        lua_pushnil(L);
        lua_rawset(L, table);
    }
    return 0;
}

lb_status lb_session_open(
    lb_state *state, lb_text source, const lb_host_entry *entries, size_t entry_count) {
    // Places of errors still leave out the module that was opened before, not this part, which scripts never call.
    char module_chunk[sizeof state->module_chunk];
    memcpy(module_chunk, state->module_chunk, sizeof module_chunk);
    lb_status status = lb_open_module(state, part_name, source, entries, entry_count);
    memcpy(state->module_chunk, module_chunk, sizeof module_chunk);
    if (status != LB_OK) return status;
    return lbi_protect(state, hide_body, NULL, 0, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}

static int load_body(lua_State *L) {
    session_operation *operation = lbi_operation(L, 1, load_body);
    push_function(L, "load");
    push_arguments(L, operation);
    lua_call(L, (int)operation->count, 3);  // operation function|nil message incomplete
    if (lua_isfunction(L, 2)) {
        lua_settop(L, 2);
        return 1;
    }
    operation->status = LUA_ERRSYNTAX;
    operation->incomplete = lua_toboolean(L, 4);
    lua_settop(L, 3);
    return 1;
}

lb_status lb_session_load(lb_state *state, const lb_text *arguments, size_t count) {
    lua_settop(state->L, LBI_SLOTS);
    state->stop.reason = LB_STOP_NONE;
    state->refusals = 0;
    state->error_line = 0;
    lbi_forget_error(state->L);  // needs no memory
    session_operation operation = {.arguments = arguments, .count = count};
    const size_t limit = state->limit;
    if (state->limit_stops_run) state->limit = 0;  // as in lb_load_input
    int status = lbi_protect(state, load_body, &operation, 0, 1);
    state->limit = limit;
    if (status == LUA_OK) status = operation.status;
    if (status == LUA_OK) return LB_OK;  // the chunk stays on top
    lbi_name_memory_limit(state->L);
    lbi_failed(state);
    return operation.incomplete ? LB_INCOMPLETE : LB_FAILED;
}

// [-0, +0, e] Notes the value of the last error in the part's field `error`, which is there, so that this needs no memory.
static void keep_error(lua_State *L) {
    int text = lua_gettop(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &part_key) == LUA_TTABLE) {
        lua_pushliteral(L, "error");
        // Without memory the message handler was not called; then the text is all there is.
        if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_error_value) == LUA_TBOOLEAN && !lua_toboolean(L, -1)) {
            lua_pop(L, 1);
            lua_pushvalue(L, text);
        }
        lua_rawset(L, -3);
    }
    lua_settop(L, text);
}

static int adopt_body(lua_State *L) {  // text operation
    (void)lbi_operation(L, 2, adopt_body);
    lua_settop(L, 1);
    keep_error(L);
    push_function(L, "adopt");
    if (!lbi_push_scope(L)) return 0;
    lua_call(L, 1, 0);
    return 0;
}

lb_status lb_session_adopt_error(lb_state *state) {
    lua_settop(state->L, LBI_SLOTS);
    lua_pushvalue(state->L, LBI_FAILURE);
    return lbi_protect(state, adopt_body, NULL, 1, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}

static int run_body(lua_State *L) {  // chunk operation
    session_operation *operation = lbi_operation(L, 2, run_body);
    lua_settop(L, 1);
    operation->status = lbi_call(L, 0, LUA_MULTRET);
    if (operation->status != LUA_OK) {
        keep_error(L);
        return 1;
    }
    // As a list: so many arguments as results may come would find no room a second time.
    int count = lua_gettop(L);
    luaL_checkstack(L, LUA_MINSTACK, "too many results to keep");
    lua_createtable(L, count, 2);
    lua_insert(L, 1);  // list results
    for (int i = count; i >= 1; i--) lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    push_function(L, "keep");
    lua_insert(L, 1);  // keep list
    lua_call(L, 1, 0);
    return 0;
}

lb_status lb_session_run(lb_state *state) {
    session_operation operation = {0};
    int status = lbi_protect(state, run_body, &operation, 1, 1);
    if (status != LUA_OK) lbi_name_memory_limit(state->L);
    if (status == LUA_OK) status = operation.status;
    if (status != LUA_OK) return lbi_failed(state);
    lua_settop(state->L, LBI_SLOTS);
    return LB_OK;
}

static int call_body(lua_State *L) {
    session_operation *operation = lbi_operation(L, 1, call_body);
    push_function(L, operation->function);
    push_arguments(L, operation);
    lb_state *state = lbi_state(L);
    state->hides_hooks = true;
    operation->status = lbi_call(L, (int)operation->count, 1);
    state->hides_hooks = false;
    return 1;
}

lb_status lb_session_call(
    lb_state *state, const char *function, const lb_text *arguments, size_t count, lb_text *result) {
    lua_State *L = state->L;
    *result = (lb_text){NULL, 0};
    lua_settop(L, LBI_SLOTS);
    session_operation operation = {.function = function, .arguments = arguments, .count = count};
    int status = lbi_protect(state, call_body, &operation, 0, 1);
    if (status == LUA_OK) status = operation.status;
    if (status != LUA_OK) return lbi_failed(state);
    lua_replace(L, LBI_TEXT);
    if (lua_type(L, LBI_TEXT) == LUA_TSTRING) result->bytes = lua_tolstring(L, LBI_TEXT, &result->count);
    return LB_OK;
}
