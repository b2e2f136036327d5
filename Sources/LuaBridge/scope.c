// The names that code could use where an error was raised: for messages that say which name was meant.
#include "bridge.h"

#include <string.h>

static const char scope_key = 0;  // variables of the function that raised the last error, by name

// Variables of the frame and of functions around it: those further in hide others of their name.
static int keep_body(lua_State *L) {  // frame
    lua_Debug *frame = lbi_operation(L, 1, keep_body);
    lua_newtable(L);
    lua_getinfo(L, "f", frame);  // frame scope function
    for (int i = 1;; i++) {
        const char *name = lua_getupvalue(L, 3, i);
        if (name == NULL) break;
        lua_setfield(L, 2, name);
    }
    for (int i = 1;; i++) {
        const char *name = lua_getlocal(L, frame, i);
        if (name == NULL) break;
        if (name[0] == '(') lua_pop(L, 1);  // a temporary
        else lua_setfield(L, 2, name);
    }
    lua_settop(L, 2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &scope_key);
    return 0;
}

void lbi_keep_scope(lua_State *L, lua_Debug *frame) {
    if (!lbi_state(L)->keeps_scope || !lua_checkstack(L, 4)) return;
    lb_state *state = lbi_state(L);
    void *const outer_operation = state->operation;
    const lua_CFunction outer_body = state->body;
    state->operation = frame;
    state->body = keep_body;
    lua_pushcfunction(L, keep_body);
    lua_pushlightuserdata(L, frame);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) lua_pop(L, 1);  // no memory: no suggestion
    state->operation = outer_operation;
    state->body = outer_body;
}

void lbi_forget_scope(lua_State *L) {
    if (!lbi_state(L)->keeps_scope) return;
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &scope_key);  // needs no memory
}

bool lbi_push_scope(lua_State *L) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &scope_key) == LUA_TTABLE) return true;
    lua_pop(L, 1);
    return false;
}

void lb_keep_error_scope(lb_state *state) { state->keeps_scope = true; }

// [-0, +1, m] The value of a variable of the scope, else of a global.
static void push_variable(lua_State *L, const char *name, size_t count) {
    lua_pushlstring(L, name, count);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &scope_key) == LUA_TTABLE) {  // name scope
        lua_pushvalue(L, -2);
        lua_rawget(L, -2);
        lua_remove(L, -2);
    } else {
        lua_pop(L, 1);
        lua_pushnil(L);
    }
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushglobaltable(L);
        lua_pushvalue(L, -2);
        lua_rawget(L, -2);
        lua_remove(L, -2);
    }
    lua_remove(L, -2);
}

// [-0, +1, m] The value of a path, `c` or `c._included`: its first name is a variable of the scope, else a global. Fields are read
// raw. Strings and files have the functions that their metatables name.
static void push_value(lua_State *L, const char *path) {
    size_t count = strcspn(path, ".");
    push_variable(L, path, count);
    for (path += count; *path == '.' && lua_istable(L, -1); path += count) {
        path++;
        count = strcspn(path, ".");
        lua_pushlstring(L, path, count);
        lua_rawget(L, -2);
        lua_remove(L, -2);
    }
    if (*path == '.') {
        lua_pushnil(L);
    } else if (!lua_istable(L, -1) && luaL_getmetafield(L, -1, "__index") == LUA_TNIL) {
        lua_pushnil(L);
    }
}

// Adds the string keys of the table on top to the list at `list`.
static void add_names(lua_State *L, int list) {
    if (!lua_istable(L, -1)) return;
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING) continue;
        lua_pushvalue(L, -2);
        lua_rawseti(L, list, (lua_Integer)lua_rawlen(L, list) + 1);
    }
}

static int names_body(lua_State *L) {
    const char *path = lbi_operation(L, 1, names_body);
    lua_newtable(L);
    if (path != NULL) {
        push_value(L, path);
    } else {
        lua_pushglobaltable(L);
        add_names(L, 2);
        lua_rawgetp(L, LUA_REGISTRYINDEX, &scope_key);
    }
    add_names(L, 2);
    luaL_Buffer names;
    luaL_buffinit(L, &names);
    const lua_Integer count = (lua_Integer)lua_rawlen(L, 2);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 2, i);
        luaL_addvalue(&names);
        luaL_addchar(&names, '\n');
    }
    luaL_pushresult(&names);
    return 1;
}

lb_text lb_names(lb_state *state, const char *path) { return lbi_text_of(state, names_body, path); }

// MARK: Members

// [-1, +1, m] Goes one step of a path: `.name`, `#number`, or `$variable` for the key that the variable holds.
static void step(lua_State *L, const char *key, size_t count) {
    if (!lua_istable(L, -1)) {
        lua_pop(L, 1);
        lua_pushnil(L);
        return;
    }
    switch (*key) {
    case '#':
        lua_pushlstring(L, key + 1, count - 1);
        lua_pushinteger(L, lua_tointeger(L, -1));
        lua_remove(L, -2);
        break;
    case '$': push_variable(L, key + 1, count - 1); break;
    default: lua_pushlstring(L, key + 1, count - 1);
    }
    lua_rawget(L, -2);
    lua_remove(L, -2);
}

// What kind of thing the value at 2 is: its type, `record` for an object that the API sent, `error` for an error object.
static const char *kind(lua_State *L) {
    if (!lua_istable(L, 2)) return luaL_typename(L, 2);
    if (lbi_push_order(L, 2)) {
        lua_pop(L, 1);
        return "record";
    }
    if (!lua_getmetatable(L, 2)) return "table";
    lua_pushliteral(L, "__name");
    lua_rawget(L, -2);
    const char *name = lua_tostring(L, -1);
    const char *kind = name != NULL && strcmp(name, "bitrix.Error") == 0 ? "error" : "table";
    lua_pop(L, 2);
    return kind;
}

enum { MOST_MEMBERS = 1000 };

static int members_body(lua_State *L) {
    const char *path = lbi_operation(L, 1, members_body);
    size_t count = strcspn(path, "\n");
    push_variable(L, path, count);
    for (path += count; *path == '\n'; path += count) {
        path++;
        count = strcspn(path, "\n");
        step(L, path, count);
    }
    // All names are made first: a buffer keeps the top of the stack for itself.
    lua_newtable(L);  // path value lines
    lua_pushfstring(L, "%s\t%I\n", kind(L), lua_istable(L, 2) ? (lua_Integer)lua_rawlen(L, 2) : 0);
    lua_rawseti(L, 3, 1);
    if (lua_istable(L, 2)) {
        lua_Integer n = 1;
        if (lbi_push_order(L, 2)) {  // path value lines order
            const lua_Integer fields = (lua_Integer)lua_rawlen(L, 4);
            for (lua_Integer i = 1; i <= fields && i <= MOST_MEMBERS; i++) {
                lua_rawgeti(L, 4, i);
                lua_pushvalue(L, 5);
                lua_rawget(L, 2);  // path value lines order name member
                if (lua_type(L, 5) == LUA_TSTRING && lua_isnil(L, 6)) {
                    lua_pushfstring(L, "%s\tnull\t\n", lua_tostring(L, 5));
                    lua_rawseti(L, 3, ++n);
                }
                lua_settop(L, 4);
            }
        }
        lua_settop(L, 3);
        for (lua_pushnil(L); n < MOST_MEMBERS && lua_next(L, 2) != 0; lua_settop(L, 4)) {
            if (lua_type(L, 4) != LUA_TSTRING) continue;
            const int type = lua_type(L, 5);
            const bool isShort = type == LUA_TNUMBER || type == LUA_TBOOLEAN || type == LUA_TSTRING && lua_rawlen(L, 5) < 80;
            if (isShort) luaL_tolstring(L, 5, NULL);
            else lua_pushliteral(L, "");
            lua_pushfstring(L, "%s\t%s\t%s\n", lua_tostring(L, 4), lua_typename(L, type), lua_tostring(L, -1));
            lua_rawseti(L, 3, ++n);
        }
    }
    luaL_Buffer lines;
    lua_settop(L, 3);
    const lua_Integer total = (lua_Integer)lua_rawlen(L, 3);
    luaL_buffinit(L, &lines);
    for (lua_Integer i = 1; i <= total; i++) {
        lua_rawgeti(L, 3, i);
        luaL_addvalue(&lines);
    }
    luaL_pushresult(&lines);
    return 1;
}

lb_text lb_members(lb_state *state, const char *path) { return lbi_text_of(state, members_body, path); }
