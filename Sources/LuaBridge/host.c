// Host functions: how a call reaches Swift, and how what Swift described becomes Lua values.
//
// The order is the law: take a call from the pool (it owns every buffer) → Swift fills it and returns → convert it under
// lua_pcall → give the call back → return or raise, as the last statement. Nothing between taking and giving back can
// jump away, so no finalizer is needed and a call costs no allocation once the pool is warm.
#include "bridge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char lbi_error_metatable = 0;

struct lb_call {
    lua_State *L;
    lb_call *next_idle;
    lb_values results;
    int64_t ticket;  // of the wait that is over; 0: the function is called for the first time
    int64_t awaited; // what it waits for; 0: it is done
    bool raises;
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
    lb_values_clear(&call->results);
    call->ticket = call->awaited = 0;
    call->raises = false;
    call->next_idle = state->idle_calls;
    state->idle_calls = call;
}

void lbi_free_calls(lb_state *state) {
    while (state->idle_calls != NULL) {
        lb_call *call = state->idle_calls;
        state->idle_calls = call->next_idle;
        lbi_free_values(&call->results);
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

lb_value lb_argument(const lb_call *call, int index) { return lbi_scalar(call->L, index); }

void lb_read_argument(const lb_call *call, int index, lb_values *values, lb_bounds bounds) {
    bounds.keeps_functions = false;  // that could raise
    if (index >= 1 && index <= lua_gettop(call->L)) lbi_read_values(call->L, index, 1, values, &bounds);
}

// MARK: Describing the outcome

lb_values *lb_results(lb_call *call) { return &call->results; }

void lb_raise(lb_call *call) { call->raises = true; }

void lb_await(lb_call *call, int64_t ticket) { call->awaited = ticket; }

int64_t lb_awaited(const lb_call *call) { return call->ticket; }

// MARK: Converting it

static int convert(lua_State *L) {
    // Not an argument: a hook of the script could change that.
    const lb_call *call = lbi_state(L)->converting;
    if (call == NULL) return luaL_error(L, "a script cannot call this function of the program");  // a hook has shown it
    lua_settop(L, 0);
    for (size_t i = 0; i < call->results.count;) i = lbi_push_value(L, &call->results, i);
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
    bool out_of_memory = call->results.out_of_memory, raises = call->raises;
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
    lb_values *results;
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
    char chunk_name[sizeof state->module_chunk];
    snprintf(chunk_name, sizeof chunk_name, "=[%s]", operation->name);
    // Places of errors leave out the module that scripts see.
    if (operation->results == NULL) memcpy(state->module_chunk, chunk_name, sizeof chunk_name);
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
        luaL_loadbufferx(L, operation->source.bytes, operation->source.count, chunk_name, "t") != LUA_OK)
        lua_error(L);
    lua_insert(L, -2);                                                 // … chunk natives
    lua_call(L, 1, 1);                                                 // loaded module
    if (operation->results != NULL) {
        const lb_bounds bounds = {.depth = 2, .values = 1000, .bytes = 1 << 16, .keeps_functions = true};
        lbi_read_values(L, lua_gettop(L), 1, operation->results, &bounds);
        if (operation->results->out_of_memory) luaL_error(L, "not enough memory");
        return 0;
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, 2, operation->name);
    lua_setglobal(L, operation->name);
    return 0;
}

lb_status lb_open_module(
    lb_state *state, const char *name, lb_text source, const lb_host_entry *entries, size_t entry_count,
    lb_values *results) {
    lua_settop(state->L, LBI_SLOTS);
    module_operation operation = {name, source, entries, entry_count, results};
    return lbi_protect(state, open_module_body, &operation, 0, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}
