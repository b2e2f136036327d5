// A Lua interpreter with our decoder as a function: runs the script of the first argument with the globals `hold(text)`, which
// keeps a JSON text with the room behind it that an answer of libcurl gets, and `decode(held)`.
#include "../Sources/LuaBridge/bridge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 64 };

static int hold(lua_State *L) {
    size_t count;
    const char *text = luaL_checklstring(L, 1, &count);
    char *held = lua_newuserdatauv(L, count + ROOM, 0);
    memcpy(held, text, count);
    memset(held + count, 0, ROOM);
    return 1;
}

static int decode(lua_State *L) {
    const char *held = lua_touserdata(L, 1);
    const char *problem = lbi_json_push(L, held, lua_rawlen(L, 1) - ROOM, lua_rawlen(L, 1));
    if (problem != NULL) return luaL_error(L, "%s", problem);
    return 1;
}

int main(int argument_count, char **arguments) {
    lb_state *state = lb_open(false);
    lua_State *L = state->L;
    lua_register(L, "hold", hold);
    lua_register(L, "decode", decode);
    lua_settop(L, LBI_SLOTS);
    lb_set_arguments(state, (const char *const *)arguments, argument_count, 1);
    if (luaL_loadfile(L, arguments[1]) != LUA_OK || lua_pcall(L, 0, 0, 0) != LUA_OK) {
        fprintf(stderr, "%s\n", lua_tostring(L, -1));
        return 1;
    }
    lb_close(state, NULL);
    return 0;
}
