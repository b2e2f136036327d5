// debug.sethook and debug.gethook as in Lua's dblib, except that a script sees and sets its own hooks only: the hook that
// a stop arms is neither shown to it nor removed by it.
#include "bridge.h"

#include <string.h>

// Registry: weak table, thread → {function, mask, count}.
const char lbi_script_hooks = 0;

static lua_State *optional_thread(lua_State *L, int *argument) {
    *argument = lua_isthread(L, 1) ? 1 : 0;
    return *argument ? lua_tothread(L, 1) : L;
}

// [-0, +1, -] Pushes the entry of a thread, which is on top of the stack, in its place; nil where it has none.
static int push_entry(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_script_hooks);  // thread hooks
    lua_insert(L, -2);                                     // hooks thread
    lua_rawget(L, -2);                                     // hooks entry
    lua_remove(L, -2);
    return lua_type(L, -1);
}

static void call_script_hook(lua_State *L, lua_Debug *frame) {
    static const char *const names[] = {"call", "return", "line", "count", "tail call"};
    luaL_checkstack(L, 6, NULL);
    lua_pushthread(L);
    if (push_entry(L) != LUA_TTABLE || lua_rawgeti(L, -1, 1) != LUA_TFUNCTION) return;
    lua_pushstring(L, names[frame->event]);
    if (frame->currentline >= 0) lua_pushinteger(L, frame->currentline);
    else lua_pushnil(L);
    lua_call(L, 2, 0);
}

static int mask_of(const char *letters, int count) {
    int mask = 0;
    if (strchr(letters, 'c')) mask |= LUA_MASKCALL;
    if (strchr(letters, 'r')) mask |= LUA_MASKRET;
    if (strchr(letters, 'l')) mask |= LUA_MASKLINE;
    if (count > 0) mask |= LUA_MASKCOUNT;
    return mask;
}

void lbi_restore_hook(lua_State *L) {
    lua_sethook(L, NULL, 0, 0);
    if (!lua_checkstack(L, 6)) return;
    int top = lua_gettop(L);
    lua_pushthread(L);
    if (push_entry(L) == LUA_TTABLE) {
        lua_rawgeti(L, -1, 2);
        lua_rawgeti(L, -2, 3);
        lua_sethook(L, call_script_hook, (int)lua_tointeger(L, -2), (int)lua_tointeger(L, -1));
    }
    lua_settop(L, top);
}

static int debug_sethook(lua_State *L) {
    int argument;
    lua_State *thread = optional_thread(L, &argument);
    int mask = 0, count = 0;
    bool has_hook = !lua_isnoneornil(L, argument + 1);
    if (has_hook) {
        const char *letters = luaL_checkstring(L, argument + 2);
        luaL_checktype(L, argument + 1, LUA_TFUNCTION);
        count = (int)luaL_optinteger(L, argument + 3, 0);
        mask = mask_of(letters, count);
    } else {
        lua_settop(L, argument + 1);
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_script_hooks);
    luaL_checkstack(thread, 1, "stack overflow");
    lua_pushthread(thread);
    lua_xmove(thread, L, 1);  // hooks thread
    if (has_hook && mask != 0) {
        lua_createtable(L, 3, 0);
        lua_pushvalue(L, argument + 1);
        lua_rawseti(L, -2, 1);
        lua_pushinteger(L, mask);
        lua_rawseti(L, -2, 2);
        lua_pushinteger(L, count);
        lua_rawseti(L, -2, 3);
        lua_rawset(L, -3);
        lua_sethook(thread, call_script_hook, mask, count);
    } else {
        lua_pushnil(L);
        lua_rawset(L, -3);
        lua_sethook(thread, NULL, 0, 0);
    }
    lbi_rearm(L);
    return 0;
}

static int debug_gethook(lua_State *L) {
    int argument;
    lua_State *thread = optional_thread(L, &argument);
    luaL_checkstack(thread, 1, "stack overflow");
    lua_pushthread(thread);
    lua_xmove(thread, L, 1);
    if (push_entry(L) != LUA_TTABLE) {
        luaL_pushfail(L);
        return 1;
    }
    int entry = lua_gettop(L);
    lua_rawgeti(L, entry, 1);
    lua_rawgeti(L, entry, 2);
    int mask = (int)lua_tointeger(L, -1);
    char letters[4];
    int length = 0;
    if (mask & LUA_MASKCALL) letters[length++] = 'c';
    if (mask & LUA_MASKRET) letters[length++] = 'r';
    if (mask & LUA_MASKLINE) letters[length++] = 'l';
    lua_pop(L, 1);
    lua_pushlstring(L, letters, (size_t)length);
    lua_rawgeti(L, entry, 3);
    return 3;
}

void lbi_open_hooks(lua_State *L) {
    static const luaL_Reg functions[] = {{"sethook", debug_sethook}, {"gethook", debug_gethook}, {NULL, NULL}};
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_script_hooks);
    lua_getglobal(L, LUA_DBLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
}
