// A module's Lua parts, compiled when the program was built: compiling them would take a third of a start's time.
//
// The release build links in `lbi_precompiled` and its relatives (scripts/release makes them, with liblua's own
// compiler and with all debug information, so that messages and tracebacks are the same). Other builds lack them, and
// compile the text at each start. For each part they hold the length of its code, in eight bytes, and the code.
#include "bridge.h"

#include <string.h>

#ifdef __linux__
// Weak: their addresses are null in a build without them.
extern const char lbi_precompiled_name[] __attribute__((weak));
extern const char lbi_precompiled[] __attribute__((weak));
extern const char lbi_precompiled_end[] __attribute__((weak));

bool lbi_push_precompiled(lua_State *L, const char *name, size_t index) {
    if (lbi_precompiled == NULL || strcmp(name, lbi_precompiled_name) != 0) return false;
    const char *entry = lbi_precompiled;
    uint64_t count;
    for (;; index--) {
        if ((size_t)(lbi_precompiled_end - entry) < sizeof count) return false;
        memcpy(&count, entry, sizeof count);
        entry += sizeof count;
        if (index == 0) break;
        entry += count;
    }
    // Made by another release of Lua than the one that is linked in, it is refused.
    if (luaL_loadbufferx(L, entry, count, lbi_state(L)->module_chunk, "b") == LUA_OK) return true;
    lua_pop(L, 1);
    return false;
}
#else
bool lbi_push_precompiled(lua_State *L, const char *name, size_t index) {
    (void)L, (void)name, (void)index;
    return false;
}
#endif
