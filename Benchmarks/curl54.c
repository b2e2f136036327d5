// The least that a libcurl binding for Lua 5.4 can be: it stands for lcurl, which Debian has for Lua 5.1 and 5.2 only. What it
// leaves out makes it faster than lcurl, so it is the harder one to compare with. `curl54.session(headers)` returns a function
// that fetches a URL over one kept connection and returns the body.
#include <curl/curl.h>
#include <lauxlib.h>
#include <lua.h>

static size_t append(char *bytes, size_t size, size_t count, void *context) {
    luaL_addlstring(context, bytes, size * count);
    return size * count;
}

static int get(lua_State *L) {
    CURL *easy = lua_touserdata(L, lua_upvalueindex(1));
    luaL_Buffer buffer;
    luaL_buffinit(L, &buffer);
    curl_easy_setopt(easy, CURLOPT_URL, luaL_checkstring(L, 1));
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &buffer);
    CURLcode result = curl_easy_perform(easy);
    if (result != CURLE_OK) return luaL_error(L, "%s", curl_easy_strerror(result));
    luaL_pushresult(&buffer);
    return 1;
}

static int session(lua_State *L) {
    struct curl_slist *headers = NULL;
    for (lua_Integer i = 1; lua_rawgeti(L, 1, i) == LUA_TSTRING; i++, lua_pop(L, 1)) {
        headers = curl_slist_append(headers, lua_tostring(L, -1));
    }
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
    lua_pushlightuserdata(L, easy);
    lua_pushcclosure(L, get, 1);
    return 1;
}

int luaopen_curl54(lua_State *L) {
    luaL_Reg functions[] = {{"session", session}, {NULL, NULL}};
    luaL_newlib(L, functions);
    return 1;
}
