// Where a decoded object keeps the order of its members: in a list of their names that all objects of one kind share, and that
// is the metatable of each.
//
// Scripts see plain tables: the four functions that show or change metatables take such a list for none, and it holds
// no metamethods. A table with weak keys, which needs no such care, made decoding slower by a quarter, and every
// collection by the number of records alive; it only keeps the lists of objects that get a metatable of their own.
#include "bridge.h"

const char lbi_field_orders = 0;

void lbi_mark_order(lua_State *L) {
    lua_pushboolean(L, 1);
    lua_rawsetp(L, -2, &lbi_field_orders);
}

// Pushes the value's metatable if it is a list of names, else nothing.
static bool push_list(lua_State *L, int value) {
    if (!lua_getmetatable(L, value)) return false;
    const bool is_list = lua_rawgetp(L, -1, &lbi_field_orders) != LUA_TNIL;
    lua_pop(L, is_list ? 1 : 2);
    return is_list;
}

// Pushes the table in which the lists of objects with a metatable of their own are.
static void push_kept(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_field_orders) != LUA_TTABLE) luaL_error(L, "damaged registry");
}

bool lbi_push_order(lua_State *L, int value) {
    if (push_list(L, value)) return true;
    push_kept(L);
    lua_pushvalue(L, value);
    if (lua_rawget(L, -2) == LUA_TTABLE) {  // kept list
        lua_remove(L, -2);
        return true;
    }
    lua_pop(L, 2);
    return false;
}

// MARK: What scripts call

// Leaves only the metatable that a script has set on argument 1.
static bool push_metatable(lua_State *L) {
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    if (push_list(L, 1) || !lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return false;
    }
    return true;
}

static int base_getmetatable(lua_State *L) {
    if (push_metatable(L)) luaL_getmetafield(L, 1, "__metatable");
    return 1;
}

static int debug_getmetatable(lua_State *L) {
    push_metatable(L);
    return 1;
}

// Gives argument 1 the metatable that argument 2 is, and keeps the list that it had.
static int exchange(lua_State *L) {
    lua_settop(L, 2);
    if (push_list(L, 1)) {  // value metatable list
        push_kept(L);
        lua_pushvalue(L, 1);
        lua_rotate(L, 3, -1);  // … kept value list
        lua_rawset(L, 3);
        lua_settop(L, 2);
    }
    lua_setmetatable(L, 1);
    return 1;
}

static void check_metatable(lua_State *L) {
    const int type = lua_type(L, 2);
    luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
}

static int base_setmetatable(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    check_metatable(L);
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) luaL_error(L, "cannot change a protected metatable");
    return exchange(L);
}

static int debug_setmetatable(lua_State *L) {
    check_metatable(L);
    return exchange(L);
}

void lbi_open_orders(lua_State *L) {
    static const luaL_Reg base[] = {
        {"getmetatable", base_getmetatable}, {"setmetatable", base_setmetatable}, {NULL, NULL}};
    static const luaL_Reg debug[] = {
        {"getmetatable", debug_getmetatable}, {"setmetatable", debug_setmetatable}, {NULL, NULL}};
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_field_orders);
    lua_pushglobaltable(L);
    luaL_setfuncs(L, base, 0);
    lua_getfield(L, -1, LUA_DBLIBNAME);
    luaL_setfuncs(L, debug, 0);
    lua_pop(L, 2);
}
