// Lists of values outside of Lua: how they are built, how Lua values are read into them, and how they become Lua values.
#include "bridge.h"
#include "json_repair.h"

#include <stdlib.h>
#include <string.h>

lb_values *lb_values_new(void) { return calloc(1, sizeof(lb_values)); }

void lb_values_clear(lb_values *values) {
    for (size_t i = 0; i < values->count; i++) {
        const lbi_value *value = &values->items[i];
        if (value->kind == LBI_JSON && value->as.json.release != NULL) value->as.json.release(value->as.json.bytes);
    }
    values->count = values->byte_count = values->string_bytes = 0;
    values->out_of_memory = false;
}

void lbi_free_values(lb_values *values) {
    lb_values_clear(values);
    free(values->items);
    free(values->bytes);
}

void lb_values_free(lb_values *values) {
    if (values == NULL) return;
    lbi_free_values(values);
    free(values);
}

// MARK: Building

// Grows `*block` to hold `needed` elements of `size` bytes; false without memory.
static bool reserve(void **block, size_t *capacity, size_t needed, size_t size) {
    if (needed <= *capacity) return true;
    size_t grown = *capacity == 0 ? 64 : *capacity;
    while (grown < needed) grown *= 2;
    void *moved = realloc(*block, grown * size);
    if (moved == NULL) return false;
    *block = moved;
    *capacity = grown;
    return true;
}

static lbi_value *append(lb_values *values, int kind) {
    if (!reserve((void **)&values->items, &values->capacity, values->count + 1, sizeof(lbi_value))) {
        values->out_of_memory = true;
        return NULL;
    }
    lbi_value *value = &values->items[values->count++];
    value->kind = kind;
    return value;
}

static void append_text(lb_values *values, int kind, const char *bytes, size_t count) {
    if (!reserve((void **)&values->bytes, &values->byte_capacity, values->byte_count + count, 1)) {
        values->out_of_memory = true;
        return;
    }
    lbi_value *value = append(values, kind);
    if (value == NULL) return;
    if (count > 0) memcpy(values->bytes + values->byte_count, bytes, count);
    value->as.text.offset = values->byte_count;
    value->as.text.count = count;
    values->byte_count += count;
}

void lb_add(lb_values *values, lb_value value) {
    switch (value.kind) {
        case LB_STRING:
        case LB_OPAQUE: append_text(values, value.kind, value.text.bytes, value.text.count); return;
        default: break;
    }
    lbi_value *item = append(values, value.kind);
    if (item == NULL) return;
    switch (value.kind) {
        case LB_BOOLEAN: item->as.boolean = value.boolean; break;
        case LB_INTEGER: item->as.integer = value.integer; break;
        case LB_FLOAT: item->as.number = value.number; break;
        case LB_FUNCTION: item->as.function = value.function; break;
        default: break;
    }
}

void lb_add_json(lb_values *values, char *bytes, size_t count, size_t capacity, void (*release)(void *)) {
    lbi_value *value = append(values, LBI_JSON);
    if (value == NULL) {
        if (release != NULL) release(bytes);
        return;
    }
    value->as.json.bytes = bytes;
    value->as.json.count = count;
    value->as.json.capacity = capacity;
    value->as.json.release = release;
}

// MARK: Looking at them

size_t lb_values_count(const lb_values *values) { return values->count; }

lb_value lb_values_at(const lb_values *values, size_t index) {
    const lbi_value *item = &values->items[index];
    lb_value value = {.kind = item->kind == LBI_JSON ? LB_NIL : (lb_kind)item->kind};
    switch (value.kind) {
        case LB_BOOLEAN: value.boolean = item->as.boolean; break;
        case LB_INTEGER: value.integer = item->as.integer; break;
        case LB_FLOAT: value.number = item->as.number; break;
        case LB_FUNCTION: value.function = item->as.function; break;
        case LB_STRING:
        case LB_OPAQUE:
            // A list of empty strings has no bytes.
            value.text.bytes = values->bytes != NULL ? values->bytes + item->as.text.offset : "";
            value.text.count = item->as.text.count;
            break;
        default: break;
    }
    return value;
}

// MARK: From Lua

lb_value lbi_scalar(lua_State *L, int index) {
    lb_value value = {.kind = LB_OPAQUE};
    switch (lua_type(L, index)) {
        case LUA_TNONE:
        case LUA_TNIL: value.kind = LB_NIL; return value;
        case LUA_TBOOLEAN:
            value.kind = LB_BOOLEAN;
            value.boolean = lua_toboolean(L, index);
            return value;
        case LUA_TNUMBER:
            value.kind = lua_isinteger(L, index) ? LB_INTEGER : LB_FLOAT;
            value.integer = value.kind == LB_INTEGER ? lua_tointeger(L, index) : 0;
            value.number = lua_tonumber(L, index);
            return value;
        case LUA_TSTRING:
            value.kind = LB_STRING;
            value.text.bytes = lua_tolstring(L, index, &value.text.count);
            return value;
        case LUA_TTABLE: value.kind = LB_TABLE; break;
        case LUA_TUSERDATA:
        case LUA_TLIGHTUSERDATA:
            // It may be bitrix.null. Reading the registry by address allocates nothing.
            if (!lua_checkstack(L, 1)) break;
            index = lua_absindex(L, index);
            lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_null);
            if (lua_rawequal(L, -1, index)) value.kind = LB_NULL;
            lua_pop(L, 1);
            break;
        default: break;
    }
    value.text.bytes = lua_typename(L, lua_type(L, index));
    value.text.count = strlen(value.text.bytes);
    return value;
}

// Stands for what the bounds leave out.
static void cut(lb_values *values, const char *type) { append_text(values, LB_OPAQUE, type, strlen(type)); }

static void read_value(lua_State *L, int index, lb_values *values, const lb_bounds *bounds, int depth) {
    lb_value value = lbi_scalar(L, index);
    if (value.kind == LB_STRING) {
        if (values->string_bytes > bounds->bytes || value.text.count > bounds->bytes - values->string_bytes) {
            cut(values, "string");
            return;
        }
        values->string_bytes += value.text.count;
    }
    if (value.kind == LB_OPAQUE && bounds->keeps_functions && lua_type(L, index) == LUA_TFUNCTION) {
        value.kind = LB_FUNCTION;
        value.function = lbi_keep_function(L, index);
    }
    if (value.kind != LB_TABLE) {
        lb_add(values, value);
        return;
    }
    if (depth >= bounds->depth || !lua_checkstack(L, 3)) {
        cut(values, "table");
        return;
    }
    index = lua_absindex(L, index);
    lb_add(values, value);
    lua_pushnil(L);
    while (lua_next(L, index)) {  // raw, and what it visits does not change meanwhile: it cannot raise
        if (values->count >= bounds->values || values->out_of_memory) {
            lua_pop(L, 2);
            break;
        }
        read_value(L, -2, values, bounds, depth + 1);
        read_value(L, -1, values, bounds, depth + 1);
        lua_pop(L, 1);
    }
    append(values, LB_TABLE_END);
}

void lbi_read_values(lua_State *L, int first, int count, lb_values *values, const lb_bounds *bounds) {
    for (int i = 0; i < count; i++) read_value(L, first + i, values, bounds, 0);
}

// MARK: To Lua

size_t lbi_push_value(lua_State *L, const lb_values *values, size_t index) {
    luaL_checkstack(L, 4, "too many results");
    const lbi_value *value = &values->items[index];
    switch (value->kind) {
        case LB_BOOLEAN: lua_pushboolean(L, value->as.boolean); break;
        case LB_INTEGER: lua_pushinteger(L, value->as.integer); break;
        case LB_FLOAT: lua_pushnumber(L, value->as.number); break;
        case LB_STRING: lua_pushlstring(L, values->bytes + value->as.text.offset, value->as.text.count); break;
        case LB_NULL: lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_null); break;
        case LB_FUNCTION: lua_rawgetp(L, LUA_REGISTRYINDEX, value->as.function); break;
        case LBI_JSON: {
            const char *problem = lbi_json_push(L, value->as.json.bytes, value->as.json.count, value->as.json.capacity);
            if (problem != NULL) lua_pushnil(L);
            lua_pushstring(L, problem);  // NULL pushes nil
            if (problem != NULL) {
                char fault[256];
                const bool is_found =
                    lbi_json_find_fault(value->as.json.bytes, value->as.json.count, fault, sizeof fault);
                lua_pushstring(L, is_found ? fault : NULL);
            }
            break;
        }
        case LB_TABLE: {
            lua_newtable(L);
            index++;
            while (index < values->count && values->items[index].kind != LB_TABLE_END) {
                index = lbi_push_value(L, values, index);  // table key
                index = lbi_push_value(L, values, index);  // table key value
                lua_rawset(L, -3);
            }
            break;
        }
        default: lua_pushnil(L); break;  // what Swift cannot make: an opaque value
    }
    return index + 1;
}
