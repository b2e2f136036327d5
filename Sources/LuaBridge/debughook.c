// debug.sethook and debug.gethook as in Lua's dblib, except that a script sees and sets its own hooks only: the hook that
// a stop arms is neither shown to it nor removed by it.
#include "bridge.h"

#include <string.h>

// Weak tables in the registry, by thread: the script's hook function, under the name that dblib gives that table, and its
// mask and count as one number, because Lua itself forgets them while a stop has its hook there.
static const char functions_key[] = "_HOOKKEY";
const char lbi_script_hooks = 0;

static lua_State *optional_thread(lua_State *L, int *argument) {
    *argument = lua_isthread(L, 1) ? 1 : 0;
    return *argument ? lua_tothread(L, 1) : L;
}

// [-1, +1, -] Replaces the thread on top of the stack by its value in a table of the registry.
static int push_entry(lua_State *L, const char *key) {
    luaL_getsubtable(L, LUA_REGISTRYINDEX, key);  // thread table
    lua_insert(L, -2);
    lua_rawget(L, -2);                            // table value
    lua_remove(L, -2);
    return lua_type(L, -1);
}

// [-2, +0, m] Stores the value on top for the thread below it.
static void store_entry(lua_State *L, const char *key) {
    luaL_getsubtable(L, LUA_REGISTRYINDEX, key);
    lua_insert(L, -3);  // table thread value
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static void call_script_hook(lua_State *L, lua_Debug *frame) {
    static const char *const names[] = {"call", "return", "line", "count", "tail call"};
    luaL_checkstack(L, 6, NULL);
    lua_pushthread(L);
    if (push_entry(L, functions_key) != LUA_TFUNCTION) return;
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

// A count takes 32 bits; above them stands the mask.
static lua_Integer packed(int mask, int count) { return (lua_Integer)mask << 32 | (uint32_t)count; }

void lbi_restore_hook(lua_State *L) {
    lua_sethook(L, NULL, 0, 0);
    if (lbi_state(L)->hides_hooks || !lua_checkstack(L, 6)) return;
    // Raw gets by light key: a stop is also restored where there is no memory for a string.
    int top = lua_gettop(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_script_hooks) == LUA_TTABLE) {
        lua_pushthread(L);
        if (lua_rawget(L, -2) == LUA_TNUMBER) {
            lua_Integer settings = lua_tointeger(L, -1);
            lua_sethook(L, call_script_hook, (int)(settings >> 32), (int)(uint32_t)settings);
        }
    }
    lua_settop(L, top);
}

// [-0, +1, e] The table of masks and counts; a script can only have removed it by debug.getregistry.
static void push_settings(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_script_hooks) != LUA_TTABLE) luaL_error(L, "damaged registry");
}

// [-0, +1, m] Pushes a thread that may be another than L.
static void push_thread(lua_State *L, lua_State *thread) {
    if (thread != L && !lua_checkstack(thread, 1)) luaL_error(L, "stack overflow");
    lua_pushthread(thread);
    lua_xmove(thread, L, 1);
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
    push_thread(L, thread);
    if (has_hook) lua_pushvalue(L, argument + 1);
    else lua_pushnil(L);
    store_entry(L, functions_key);
    push_settings(L);
    push_thread(L, thread);
    if (mask != 0) lua_pushinteger(L, packed(mask, count));
    else lua_pushnil(L);
    lua_rawset(L, -3);
    lua_sethook(thread, mask != 0 ? call_script_hook : NULL, mask, count);
    lbi_rearm(L);
    return 0;
}

static int debug_gethook(lua_State *L) {
    int argument;
    lua_State *thread = optional_thread(L, &argument);
    push_settings(L);
    push_thread(L, thread);
    int mask = 0, count = 0;
    if (lua_rawget(L, -2) == LUA_TNUMBER) {
        lua_Integer settings = lua_tointeger(L, -1);
        mask = (int)(settings >> 32);
        count = (int)(uint32_t)settings;
    } else if (lua_gethook(thread) == call_script_hook) {  // inherited from the coroutine that made this one
        mask = lua_gethookmask(thread);
        count = lua_gethookcount(thread);
    } else {
        luaL_pushfail(L);
        return 1;
    }
    char letters[3];
    size_t length = 0;
    if (mask & LUA_MASKCALL) letters[length++] = 'c';
    if (mask & LUA_MASKRET) letters[length++] = 'r';
    if (mask & LUA_MASKLINE) letters[length++] = 'l';
    push_thread(L, thread);
    push_entry(L, functions_key);
    lua_pushlstring(L, letters, length);
    lua_pushinteger(L, count);
    return 3;
}

// [-0, +1, m] A table with weak keys.
static void push_weak_table(lua_State *L) {
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
}

void lbi_open_hooks(lua_State *L) {
    static const luaL_Reg functions[] = {{"sethook", debug_sethook}, {"gethook", debug_gethook}, {NULL, NULL}};
    push_weak_table(L);
    lua_setfield(L, LUA_REGISTRYINDEX, functions_key);
    push_weak_table(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_script_hooks);
    lua_getglobal(L, LUA_DBLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
}
