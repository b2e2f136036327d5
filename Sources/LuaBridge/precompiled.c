// A module's Lua parts, compiled when the program was built: compiling them would take a third of a start's time.
//
// The release build links in `lbi_precompiled` and its relatives (scripts/release makes them, with liblua's own
// compiler and with all debug information, so that messages and tracebacks are the same). Other builds lack them, and
// compile the text at each start. For each part they hold its name and its code, each behind its length in eight bytes.
#include "bridge.h"

#include <string.h>

#ifdef __linux__
// Weak: their addresses are null in a build without them.
extern const char lbi_precompiled_name[] __attribute__((weak));
extern const char lbi_precompiled[] __attribute__((weak));
extern const char lbi_precompiled_end[] __attribute__((weak));

// Reads a length and the bytes behind it at `*place`, and moves on; false at the end.
static bool next_text(const char **place, lb_text *text) {
    uint64_t count;
    if ((size_t)(lbi_precompiled_end - *place) < sizeof count) return false;
    memcpy(&count, *place, sizeof count);
    *text = (lb_text){*place + sizeof count, count};
    *place = text->bytes + count;
    return true;
}

bool lbi_push_precompiled(lua_State *L, const char *module, const char *part) {
    if (lbi_precompiled == NULL || strcmp(module, lbi_precompiled_name) != 0) return false;
    const char *place = lbi_precompiled;
    lb_text name, code;
    do {
        if (!next_text(&place, &name) || !next_text(&place, &code)) return false;
    } while (name.count != strlen(part) || memcmp(name.bytes, part, name.count) != 0);
    // Made by another release of Lua than the one that is linked in, it is refused.
    if (luaL_loadbufferx(L, code.bytes, code.count, lbi_state(L)->module_chunk, "b") == LUA_OK) return true;
    lua_pop(L, 1);
    return false;
}
#else
bool lbi_push_precompiled(lua_State *L, const char *module, const char *part) {
    (void)L, (void)module, (void)part;
    return false;
}
#endif
