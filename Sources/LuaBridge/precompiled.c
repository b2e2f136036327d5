// A module's Lua part, compiled when the program was built: compiling 350 lines would take a third of a start's time.
//
// The release build links in `lbi_precompiled` and its relatives (scripts/setup.sh makes them, with liblua's own
// compiler and with all debug information, so that messages and tracebacks are the same). Other builds lack them, and
// compile the text at each start.
#include "bridge.h"

#include <string.h>

#ifdef __linux__
// Weak: their addresses are null in a build without them.
extern const char lbi_precompiled_name[] __attribute__((weak));
extern const char lbi_precompiled[] __attribute__((weak));
extern const char lbi_precompiled_end[] __attribute__((weak));

static bool push_precompiled(lua_State *L, const char *name) {
    if (lbi_precompiled == NULL || strcmp(name, lbi_precompiled_name) != 0) return false;
    const size_t count = (size_t)(lbi_precompiled_end - lbi_precompiled);
    // Made by another release of Lua than the one that is linked in, it is refused.
    if (luaL_loadbufferx(L, lbi_precompiled, count, name, "b") == LUA_OK) return true;
    lua_pop(L, 1);
    return false;
}
#else
static bool push_precompiled(lua_State *L, const char *name) {
    (void)L, (void)name;
    return false;
}
#endif

void lbi_load_module(lua_State *L, const char *name, const char *source, size_t count) {
    if (push_precompiled(L, name)) return;
    if (luaL_loadbufferx(L, source, count, lua_tostring(L, -1), "t") != LUA_OK) lua_error(L);
}
