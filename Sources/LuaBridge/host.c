// Host functions: how a call reaches Swift, and how what Swift described becomes Lua values.
//
// The order is the law: take a call from the pool (it owns every buffer) → Swift fills it and returns → convert it under
// lua_pcall → give the call back → return or raise, as the last statement. Nothing between taking and giving back can
// jump away, so no finalizer is needed and a call costs no allocation once the pool is warm.
#include "bridge.h"
#include "json_repair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char lbi_error_metatable = 0;

typedef enum { VALUE_NIL, VALUE_BOOLEAN, VALUE_INTEGER, VALUE_NUMBER, VALUE_TEXT, VALUE_JSON, TABLE_BEGIN, TABLE_END } kind;

typedef struct {
    kind kind;
    union {
        bool boolean;
        int64_t integer;
        double number;
        struct {
            size_t offset, count;  // in the call's bytes
        } text;
        struct {
            char *bytes;
            size_t count, capacity;
            void (*release)(void *);
        } json;
    } as;
} value;

struct lb_call {
    lua_State *L;
    lb_call *next_idle;
    value *values;
    size_t value_count, value_capacity;
    char *bytes;
    size_t byte_count, byte_capacity;
    int64_t ticket;  // of the wait that is over; 0: the function is called for the first time
    int64_t awaited; // what it waits for; 0: it is done
    bool raises;
    bool out_of_memory;
};

struct lbi_entry {
    lbi_entry *next;
    lb_host_function function;
    void *context;
};

// MARK: The pool

static lb_call *take_call(lb_state *state) {
    lb_call *call = state->idle_calls;
    if (call == NULL) return calloc(1, sizeof *call);
    state->idle_calls = call->next_idle;
    return call;
}

static void give_back(lb_state *state, lb_call *call) {
    for (size_t i = 0; i < call->value_count; i++) {
        value *v = &call->values[i];
        if (v->kind == VALUE_JSON && v->as.json.release != NULL) v->as.json.release(v->as.json.bytes);
    }
    call->value_count = 0;
    call->byte_count = 0;
    call->ticket = call->awaited = 0;
    call->raises = call->out_of_memory = false;
    call->next_idle = state->idle_calls;
    state->idle_calls = call;
}

void lbi_free_calls(lb_state *state) {
    while (state->idle_calls != NULL) {
        lb_call *call = state->idle_calls;
        state->idle_calls = call->next_idle;
        free(call->values);
        free(call->bytes);
        free(call);
    }
}

void lbi_free_entries(lb_state *state) {
    while (state->entries != NULL) {
        lbi_entry *entry = state->entries;
        state->entries = entry->next;
        free(entry);
    }
}

// MARK: Arguments

int lb_argument_count(const lb_call *call) { return lua_gettop(call->L); }

bool lb_argument_integer(const lb_call *call, int index, int64_t *result) {
    if (lua_type(call->L, index) != LUA_TNUMBER) return false;
    int is_integer;
    *result = lua_tointegerx(call->L, index, &is_integer);
    return is_integer;
}

bool lb_argument_number(const lb_call *call, int index, double *result) {
    if (lua_type(call->L, index) != LUA_TNUMBER) return false;
    *result = lua_tonumber(call->L, index);
    return true;
}

lb_text lb_argument_text(const lb_call *call, int index) {
    lb_text text = {NULL, 0};
    if (lua_type(call->L, index) == LUA_TSTRING) text.bytes = lua_tolstring(call->L, index, &text.count);
    return text;
}

// MARK: Describing the outcome

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

static value *append(lb_call *call, kind kind) {
    if (!reserve((void **)&call->values, &call->value_capacity, call->value_count + 1, sizeof(value))) {
        call->out_of_memory = true;
        return NULL;
    }
    value *v = &call->values[call->value_count++];
    v->kind = kind;
    return v;
}

void lb_return_nil(lb_call *call) { append(call, VALUE_NIL); }

void lb_return_boolean(lb_call *call, bool boolean) {
    value *v = append(call, VALUE_BOOLEAN);
    if (v != NULL) v->as.boolean = boolean;
}

void lb_return_integer(lb_call *call, int64_t integer) {
    value *v = append(call, VALUE_INTEGER);
    if (v != NULL) v->as.integer = integer;
}

void lb_return_number(lb_call *call, double number) {
    value *v = append(call, VALUE_NUMBER);
    if (v != NULL) v->as.number = number;
}

void lb_return_text(lb_call *call, const char *bytes, size_t count) {
    if (!reserve((void **)&call->bytes, &call->byte_capacity, call->byte_count + count, 1)) {
        call->out_of_memory = true;
        return;
    }
    value *v = append(call, VALUE_TEXT);
    if (v == NULL) return;
    if (count > 0) memcpy(call->bytes + call->byte_count, bytes, count);
    v->as.text.offset = call->byte_count;
    v->as.text.count = count;
    call->byte_count += count;
}

void lb_begin_table(lb_call *call) { append(call, TABLE_BEGIN); }

void lb_end_table(lb_call *call) { append(call, TABLE_END); }

void lb_return_json(lb_call *call, char *bytes, size_t count, size_t capacity, void (*release)(void *)) {
    value *v = append(call, VALUE_JSON);
    if (v == NULL) {
        if (release != NULL) release(bytes);
        return;
    }
    v->as.json.bytes = bytes;
    v->as.json.count = count;
    v->as.json.capacity = capacity;
    v->as.json.release = release;
}

void lb_raise(lb_call *call) { call->raises = true; }

void lb_await(lb_call *call, int64_t ticket) { call->awaited = ticket; }

int64_t lb_awaited(const lb_call *call) { return call->ticket; }

// MARK: Converting it

// [-0, +n, m] Pushes one described value and returns the index of the next one.
static size_t push_value(lua_State *L, const lb_call *call, size_t index) {
    luaL_checkstack(L, 4, "too many results");
    const value *v = &call->values[index];
    switch (v->kind) {
        case VALUE_NIL: lua_pushnil(L); break;
        case VALUE_BOOLEAN: lua_pushboolean(L, v->as.boolean); break;
        case VALUE_INTEGER: lua_pushinteger(L, v->as.integer); break;
        case VALUE_NUMBER: lua_pushnumber(L, v->as.number); break;
        case VALUE_TEXT: lua_pushlstring(L, call->bytes + v->as.text.offset, v->as.text.count); break;
        case VALUE_JSON: {
            const char *problem = lbi_json_push(L, v->as.json.bytes, v->as.json.count, v->as.json.capacity);
            if (problem != NULL) lua_pushnil(L);
            lua_pushstring(L, problem);  // NULL pushes nil
            if (problem != NULL) {
                char fault[256];
                const bool is_found = lbi_json_find_fault(v->as.json.bytes, v->as.json.count, fault, sizeof fault);
                lua_pushstring(L, is_found ? fault : NULL);
            }
            break;
        }
        case TABLE_BEGIN: {
            lua_newtable(L);
            index++;
            while (index < call->value_count && call->values[index].kind != TABLE_END) {
                index = push_value(L, call, index);  // table key
                index = push_value(L, call, index);  // table key value
                lua_rawset(L, -3);
            }
            break;
        }
        case TABLE_END: break;
    }
    return index + 1;
}

static int convert(lua_State *L) {
    // Not an argument: a hook of the script could change that.
    const lb_call *call = lbi_state(L)->converting;
    if (call == NULL) return luaL_error(L, "a script cannot call this function of the program");  // a hook has shown it
    lua_settop(L, 0);
    for (size_t i = 0; i < call->value_count;) i = push_value(L, call, i);
    if (call->raises) {
        lua_settop(L, 1);
        return 1;
    }
    return lua_gettop(L);
}

static int invoke(lua_State *L, int64_t ticket);

static int call_again(lua_State *L, int status, lua_KContext ticket) {
    (void)status;
    return invoke(L, ticket);
}

// Calls Swift for the first time, or for the second one when what it waited for is there.
static int invoke(lua_State *L, int64_t ticket) {
    lb_state *state = lbi_state(L);
    const lbi_entry *entry = lua_touserdata(L, lua_upvalueindex(1));
    if (entry == NULL) return luaL_error(L, "damaged host function");  // by debug.setupvalue
    if (state->is_exhausted && !lbi_lend_ballast(state)) return luaL_error(L, "not enough memory");
    lb_call *call = take_call(state);
    if (call == NULL) return luaL_error(L, "not enough memory");
    call->L = L;
    call->ticket = ticket;
    entry->function(entry->context, call);
    if (state->is_exhausted) lbi_keep_ballast(state);

    if (call->awaited != 0) {
        ticket = call->awaited;
        give_back(state, call);
        if (!lbi_can_wait(L)) return invoke(L, ticket);  // the function itself waits
        state->awaited = ticket;
        return lua_yieldk(L, 0, (lua_KContext)ticket, call_again);
    }
    bool out_of_memory = call->out_of_memory, raises = call->raises;
    lua_settop(L, 0);
    lua_pushcfunction(L, convert);
    const lb_call *outer = state->converting;  // a finalizer may call a host function while another's outcome converts
    const int decoding = state->decoding;
    state->converting = call;
    int status = out_of_memory ? LUA_OK : lua_pcall(L, 0, LUA_MULTRET, 0);
    state->converting = outer;
    state->decoding = decoding;  // also where an error has ended a text
    give_back(state, call);
    if (out_of_memory) return luaL_error(L, "not enough memory");
    if (raises || status != LUA_OK) return lua_error(L);
    return lua_gettop(L);
}

static int call_host(lua_State *L) { return invoke(L, 0); }

// MARK: Modules

typedef struct {
    const char *name;
    lb_text source;
    const lb_host_entry *entries;
    size_t entry_count;
} module_operation;

// native.set_error_metatable(table): errors that the bridge itself raises look like the module's.
static int set_error_metatable(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_metatable);
    return 0;
}

// native.part(name): a further part of the module as a function, where the release build holds it compiled; nil in other builds.
static int module_part(lua_State *L) {
    if (!lbi_push_precompiled(L, lua_tostring(L, lua_upvalueindex(1)), luaL_checkstring(L, 1))) lua_pushnil(L);
    return 1;
}

static int open_module_body(lua_State *L) {
    const module_operation *operation = lbi_operation(L, 1, open_module_body);
    lb_state *state = lbi_state(L);
    luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);          // operation loaded
    snprintf(state->module_chunk, sizeof state->module_chunk, "=[%s]", operation->name);
    lua_createtable(L, 0, (int)operation->entry_count + 6);            // … natives
    for (size_t i = 0; i < operation->entry_count; i++) {
        lbi_entry *entry = malloc(sizeof *entry);
        if (entry == NULL) luaL_error(L, "not enough memory");
        *entry = (lbi_entry){state->entries, operation->entries[i].function, operation->entries[i].context};
        state->entries = entry;
        lua_pushlightuserdata(L, entry);
        lua_pushcclosure(L, call_host, 1);
        lua_setfield(L, -2, operation->entries[i].name);
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_null);
    lua_setfield(L, -2, "null");
    lua_pushcfunction(L, lbi_number_text);
    lua_setfield(L, -2, "number_text");
    lua_pushcfunction(L, set_error_metatable);
    lua_setfield(L, -2, "set_error_metatable");
    lua_pushcfunction(L, lbi_shield);
    lua_setfield(L, -2, "shield");
    lua_pushcfunction(L, lbi_json_fields);
    lua_setfield(L, -2, "fields");
    lua_pushcfunction(L, lbi_json_digits);
    lua_setfield(L, -2, "digits");
    lbi_add_schedule(L);
    lua_pushstring(L, operation->name);
    lua_pushcclosure(L, module_part, 1);
    lua_setfield(L, -2, "part");
    if (!lbi_push_precompiled(L, operation->name, operation->name) &&
        luaL_loadbufferx(L, operation->source.bytes, operation->source.count, state->module_chunk, "t") != LUA_OK)
        lua_error(L);
    lua_insert(L, -2);                                                 // … chunk natives
    lua_call(L, 1, 1);                                                 // loaded module
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, operation->name);
    lua_setglobal(L, operation->name);
    return 0;
}

lb_status lb_open_module(
    lb_state *state, const char *name, lb_text source, const lb_host_entry *entries, size_t entry_count) {
    lua_settop(state->L, LBI_SLOTS);
    module_operation operation = {name, source, entries, entry_count};
    return lbi_protect(state, open_module_body, &operation, 0, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}
