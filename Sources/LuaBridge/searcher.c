// A searcher for `require` that looks in one more place: beside the script. It takes the folder's name as it is, where
// package.path would read `;` and `?` in it.
#include "bridge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// upvalue: the folder
static int search(lua_State *L) {
    static const char *const forms[] = {"%s/%s.lua", "%s/%s/init.lua"};
    const char *folder = lua_tostring(L, lua_upvalueindex(1));
    const char *path = luaL_gsub(L, luaL_checkstring(L, 1), ".", "/");
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *name = lua_pushfstring(L, forms[i], folder, path);
        FILE *file = fopen(name, "r");
        if (file == NULL) continue;
        fclose(file);
        if (luaL_loadfile(L, name) != LUA_OK) {
            return luaL_error(
                L, "error loading module '%s' from file '%s':\n\t%s", lua_tostring(L, 1), name, lua_tostring(L, -1));
        }
        lua_pushstring(L, name);
        return 2;
    }
    lua_pushfstring(L, "no file '%s'\n\tno file '%s'", lua_tostring(L, -2), lua_tostring(L, -1));
    return 1;
}

static int add_searcher_body(lua_State *L) {
    const char *folder = lbi_operation(L, 1, add_searcher_body);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    if (lua_getfield(L, -1, LUA_LOADLIBNAME) != LUA_TTABLE) return 0;
    if (lua_getfield(L, -1, "searchers") != LUA_TTABLE) return 0;  // LUA_INIT may have changed it
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i >= 3; i--) {  // behind package.preload and package.path
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushstring(L, folder);
    lua_pushcclosure(L, search, 1);
    lua_rawseti(L, -2, 3);
    return 0;
}

lb_status lb_search_beside(lb_state *state, const char *script) {
    char *folder = realpath(script, NULL), *current = realpath(".", NULL);
    char *slash = folder != NULL ? strrchr(folder, '/') : NULL;
    lb_status result = LB_OK;
    if (slash != NULL && current != NULL) {
        *slash = '\0';
        if (strcmp(folder, current) != 0) {
            lua_settop(state->L, LBI_SLOTS);
            if (lbi_protect(state, add_searcher_body, folder, 0, 0) != LUA_OK) result = lbi_failed(state);
        }
    }
    free(folder);
    free(current);
    return result;
}
