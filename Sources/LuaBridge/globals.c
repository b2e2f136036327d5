// Globals that the program sets or looks at.
#include "bridge.h"

typedef struct {
    const char *const *values;
    int count;
    int script;
} arguments_operation;

static int set_arguments_body(lua_State *L) {
    const arguments_operation *operation = lbi_operation(L, 1, set_arguments_body);
    int positive = operation->count - operation->script - 1;
    lua_createtable(L, positive > 0 ? positive : 0, operation->script + 1);
    for (int i = 0; i < operation->count; i++) {
        lua_pushstring(L, operation->values[i]);
        lua_rawseti(L, -2, i - operation->script);
    }
    lua_setglobal(L, "arg");
    return 0;
}

lb_status lb_set_arguments(lb_state *state, const char *const *values, int count, int script) {
    lua_settop(state->L, LBI_SLOTS);
    arguments_operation operation = {values, count, script};
    return lbi_protect(state, set_arguments_body, &operation, 0, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}

// Runs a body that returns a string or nil, and hands the string out.
lb_text lbi_text_of(lb_state *state, lua_CFunction body, const char *name) {
    lua_State *L = state->L;
    lua_settop(L, LBI_SLOTS);
    int status = lbi_protect(state, body, (void *)name, 0, 1);
    if (status != LUA_OK) {
        lua_pop(L, 1);
        lua_pushnil(L);
    }
    lua_replace(L, LBI_TEXT);
    lb_text text = {NULL, 0};
    if (lua_type(L, LBI_TEXT) == LUA_TSTRING) text.bytes = lua_tolstring(L, LBI_TEXT, &text.count);
    return text;
}

static int to_text(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    return 1;
}

static int global_text_body(lua_State *L) {
    const char *name = lbi_operation(L, 1, global_text_body);
    lua_pushcfunction(L, to_text);
    if (lua_getglobal(L, name) == LUA_TNIL) return 1;
    lb_state *state = lbi_state(L);
    lbi_run run;  // __tostring is the script's
    state->hides_hooks = true;
    lbi_begin_run(state, &run);
    int status = lua_pcall(L, 1, 1, 0);
    lbi_end_run(state, &run);
    state->hides_hooks = false;
    return status == LUA_OK ? 1 : 0;
}

lb_text lb_global_text(lb_state *state, const char *name) { return lbi_text_of(state, global_text_body, name); }
