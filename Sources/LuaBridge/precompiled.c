// A module's Lua parts, compiled when the program was built: compiling them would take a third of a start's time.
//
// The release build links in `lbi_precompiled` and its relatives (scripts/setup.sh makes them, with liblua's own
// compiler and with all debug information, so that messages and tracebacks are the same). Other builds lack them, and
// compile the text at each start. For each part they hold the length of its text, the length of its code, both in eight
// bytes, and the code.
#include "bridge.h"

#include <string.h>

#ifdef __linux__
// Weak: their addresses are null in a build without them.
extern const char lbi_precompiled_name[] __attribute__((weak));
extern const char lbi_precompiled[] __attribute__((weak));
extern const char lbi_precompiled_end[] __attribute__((weak));

static bool push_precompiled(lua_State *L, const char *name, size_t index, size_t text_count) {
    if (lbi_precompiled == NULL || strcmp(name, lbi_precompiled_name) != 0) return false;
    const char *entry = lbi_precompiled;
    uint64_t counts[2];
    for (;; index--) {
        if ((size_t)(lbi_precompiled_end - entry) < sizeof counts) return false;
        memcpy(counts, entry, sizeof counts);
        entry += sizeof counts;
        if (index == 0) break;
        entry += counts[1];
    }
    // Made of another text, or by another release of Lua than the one that is linked in, it is not used.
    if (counts[0] != text_count) return false;
    if (luaL_loadbufferx(L, entry, counts[1], lbi_state(L)->module_chunk, "b") == LUA_OK) return true;
    lua_pop(L, 1);
    return false;
}
#else
static bool push_precompiled(lua_State *L, const char *name, size_t index, size_t text_count) {
    (void)L, (void)name, (void)index, (void)text_count;
    return false;
}
#endif

void lbi_load_part(lua_State *L, const char *name, size_t index, const lb_text *text) {
    if (push_precompiled(L, name, index, text->count)) return;
    if (luaL_loadbufferx(L, text->bytes, text->count, lbi_state(L)->module_chunk, "t") != LUA_OK) lua_error(L);
}
