// A searcher for `require` that looks in one more place: beside the script.
#include "bridge.h"

// upvalues: path template, package.searchpath
static int search(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_pushvalue(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_call(L, 2, 2);
    if (lua_isnil(L, -2)) return 1;  // where it looked, for require's message
    lua_pop(L, 1);
    const char *file = lua_tostring(L, -1);
    if (luaL_loadfile(L, file) != LUA_OK) {
        return luaL_error(L, "error loading module '%s' from file '%s':\n\t%s", name, file, lua_tostring(L, -1));
    }
    lua_insert(L, -2);  // loader file
    return 2;
}

static int add_searcher_body(lua_State *L) {
    const char *directory = lua_touserdata(L, 1);
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchers");  // operation package searchers
    lua_Integer count = luaL_len(L, -1);
    for (lua_Integer i = count; i >= 3; i--) {  // behind package.preload and package.path
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushfstring(L, "%s/?.lua;%s/?/init.lua", directory, directory);
    lua_getfield(L, 2, "searchpath");
    lua_pushcclosure(L, search, 2);
    lua_rawseti(L, -2, 3);
    return 0;
}

lb_status lb_search_directory(lb_state *state, const char *directory) {
    lua_settop(state->L, LBI_SLOTS);
    int status = lbi_protect(state, add_searcher_body, (void *)directory, 0, 0);
    return status == LUA_OK ? LB_OK : lbi_failed(state);
}
