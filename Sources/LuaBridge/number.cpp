// Numbers as machines read them. Lua's own way, `tostring` and `%g`, writes the decimal sign of os.setlocale, which people read.
#include "bridge.h"

#include <charconv>

extern "C" int lbi_number_text(lua_State *L) {
    char text[32];  // -2.2250738585072014e-308
    char *const end = text + sizeof text;
    std::to_chars_result result;
    if (lua_isinteger(L, 1)) {
        result = std::to_chars(text, end, lua_tointeger(L, 1));
    } else {
        luaL_checktype(L, 1, LUA_TNUMBER);
        result = std::to_chars(text, end, lua_tonumber(L, 1));
    }
    lua_pushlstring(L, text, static_cast<size_t>(result.ptr - text));
    return 1;
}
