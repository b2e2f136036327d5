// Lua functions that Swift keeps and calls, and globals as values.
//
// A kept function stands in the registry under the address of its lb_function, so that letting go needs no memory.
#include "bridge.h"

#include <stdlib.h>

struct lb_function {
    lb_function *next;
    lb_function **previous;  // the pointer that leads here
};

lb_function *lbi_keep_function(lua_State *L, int index) {
    lb_state *state = lbi_state(L);
    index = lua_absindex(L, index);
    luaL_checkstack(L, 1, "too many functions");
    lb_function *function = malloc(sizeof *function);
    if (function == NULL) luaL_error(L, "not enough memory");
    // In the list first: an error below leaves it there, and it is freed with the state.
    *function = (lb_function){state->functions, &state->functions};
    if (function->next != NULL) function->next->previous = &function->next;
    state->functions = function;
    lua_pushvalue(L, index);
    lua_rawsetp(L, LUA_REGISTRYINDEX, function);
    return function;
}

static void free_list(lb_function *list) {
    while (list != NULL) {
        lb_function *next = list->next;
        free(list);
        list = next;
    }
}

void lbi_free_functions(lb_state *state) {
    free_list(state->functions);
    free_list(state->released);
    state->functions = state->released = NULL;
}

void lb_release(lb_state *state, lb_function *function) {
    *function->previous = function->next;
    if (function->next != NULL) function->next->previous = function->previous;
    function->next = state->released;
    state->released = function;
}

// Takes what was released out of the registry: its entry is there, so this allocates nothing. [-0, +0, -]
static void forget_released(lb_state *state) {
    lua_State *L = state->L;
    for (lb_function *function = state->released; function != NULL; function = function->next) {
        lua_pushnil(L);
        lua_rawsetp(L, LUA_REGISTRYINDEX, function);
    }
    free_list(state->released);
    state->released = NULL;
}

typedef struct {
    const char *text;
    size_t count;
    const char *name;
    const lb_function *called, *receiver;
    const lb_values *arguments;
    lb_values *results;
    lb_bounds bounds;
    lb_mode mode;
    lb_function *function;
    int status;
} function_operation;

static lb_status perform(lb_state *state, lua_CFunction body, function_operation *operation) {
    if (state->running != NULL || state->converting != NULL) return LB_BUSY;
    lua_settop(state->L, LBI_SLOTS);
    forget_released(state);
    int status = lbi_protect(state, body, operation, 0, 1);
    if (status == LUA_OK) status = operation->status;
    if (status == LUA_OK) {
        lua_settop(state->L, LBI_SLOTS);
        return LB_OK;
    }
    // Nobody will look at the results.
    for (size_t i = 0; operation->results != NULL && i < operation->results->count; i++) {
        const lbi_value *value = &operation->results->items[i];
        if (value->kind == LB_FUNCTION) lb_release(state, value->as.function);
    }
    lbi_name_memory_limit(state->L);
    return lbi_failed(state);
}

// [-0, +0, m]
static void read_results(lua_State *L, int first, int count, function_operation *operation) {
    lbi_read_values(L, first, count, operation->results, &operation->bounds);
    if (operation->results->out_of_memory) luaL_error(L, "not enough memory");
}

static int compile_body(lua_State *L) {
    function_operation *operation = lbi_operation(L, 1, compile_body);
    lbi_forget_error(L);
    const char *text = operation->text != NULL ? operation->text : "";
    operation->status = luaL_loadbufferx(L, text, operation->count, operation->name, "t");
    if (operation->status == LUA_OK) operation->function = lbi_keep_function(L, -1);
    return 1;
}

lb_status lb_compile(
    lb_state *state, const char *text, size_t count, const char *chunk_name, lb_function **function) {
    function_operation operation = {.text = text, .count = count, .name = chunk_name};
    const lb_status status = perform(state, compile_body, &operation);
    *function = operation.function;
    return status;
}

static int call_body(lua_State *L) {
    function_operation *operation = lbi_operation(L, 1, call_body);
    lb_state *state = lbi_state(L);
    lua_settop(L, 0);
    if (operation->arguments != NULL && operation->arguments->out_of_memory) luaL_error(L, "not enough memory");
    lua_rawgetp(L, LUA_REGISTRYINDEX, operation->called);
    for (size_t i = 0; operation->arguments != NULL && i < operation->arguments->count;)
        i = lbi_push_value(L, operation->arguments, i);
    if (operation->mode == LB_INSIDE) {
        lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    } else {
        if (operation->mode == LB_RUN_QUIETLY) state->hides_hooks = true;
        operation->status = lbi_call(L, lua_gettop(L) - 1, LUA_MULTRET);
        state->hides_hooks = false;
        if (operation->status != LUA_OK) return 1;
    }
    read_results(L, 1, lua_gettop(L), operation);
    return 0;
}

lb_status lb_call_function(
    lb_state *state, const lb_function *function, const lb_values *arguments, lb_values *results, lb_bounds bounds,
    lb_mode mode) {
    function_operation operation = {
        .called = function, .arguments = arguments, .results = results, .bounds = bounds, .mode = mode};
    if (mode != LB_INSIDE || state->running != NULL) return perform(state, call_body, &operation);
    const size_t limit = state->limit;
    const bool collects = lua_gc(state->L, LUA_GCISRUNNING);
    // What a person types has to find room, or a session that is full could not be emptied.
    if (state->limit_stops_run) state->limit = 0;
    // What is asked while somebody types must not be the moment when a script's finalizers run and print.
    lua_gc(state->L, LUA_GCSTOP);
    const lb_status status = perform(state, call_body, &operation);
    if (collects) lua_gc(state->L, LUA_GCRESTART);
    state->limit = limit;
    return status;
}

// [-0, +1, -] The value of the last error; where the message handler was not called, for want of memory, its text, which is at `text`.
static void push_error_value(lua_State *L, int text) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_error_value) == LUA_TBOOLEAN && !lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        lua_pushvalue(L, text);
    }
}

static int run_function_body(lua_State *L) {
    function_operation *operation = lbi_operation(L, 1, run_function_body);
    lua_settop(L, 0);
    lua_rawgetp(L, LUA_REGISTRYINDEX, operation->called);
    operation->status = lbi_call(L, 0, LUA_MULTRET);
    if (operation->status != LUA_OK) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, operation->receiver);
        lua_pushnil(L);
        push_error_value(L, 1);
        // The error is told whatever becomes of this, which needs little memory, and that beyond the limit.
        lb_state *state = lbi_state(L);
        const size_t limit = state->limit;
        if (state->limit_stops_run) state->limit = 0;
        if (lua_pcall(L, 2, 0, 0) != LUA_OK) lua_pop(L, 1);
        state->limit = limit;
        return 1;
    }
    // As a list: so many arguments as results may come would find no room a second time.
    const int count = lua_gettop(L);
    luaL_checkstack(L, LUA_MINSTACK, "too many results to keep");
    lua_createtable(L, count, 2);
    lua_insert(L, 1);  // list results
    for (int i = count; i >= 1; i--) lua_rawseti(L, 1, i);
    lua_pushinteger(L, count);
    lua_setfield(L, 1, "n");
    lua_rawgetp(L, LUA_REGISTRYINDEX, operation->receiver);
    lua_insert(L, 1);  // receiver list
    lua_call(L, 1, 0);
    return 0;
}

lb_status lb_run_function(lb_state *state, const lb_function *function, const lb_function *receiver) {
    return perform(state, run_function_body, &(function_operation){.called = function, .receiver = receiver});
}

static int hand_error_body(lua_State *L) {  // text operation
    function_operation *operation = lbi_operation(L, 2, hand_error_body);
    lua_rawgetp(L, LUA_REGISTRYINDEX, operation->receiver);
    push_error_value(L, 1);
    if (!lbi_push_scope(L)) lua_pushnil(L);
    lua_call(L, 2, 0);
    return 0;
}

lb_status lb_hand_error(lb_state *state, const lb_function *receiver) {
    if (state->running != NULL || state->converting != NULL) return LB_BUSY;
    function_operation operation = {.receiver = receiver};
    lua_settop(state->L, LBI_SLOTS);
    lua_pushvalue(state->L, LBI_FAILURE);
    return lbi_protect(state, hand_error_body, &operation, 1, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}

static int get_global_body(lua_State *L) {
    function_operation *operation = lbi_operation(L, 1, get_global_body);
    lua_pushglobaltable(L);
    lua_pushstring(L, operation->name);
    lua_rawget(L, -2);
    read_results(L, lua_gettop(L), 1, operation);
    return 0;
}

lb_status lb_get_global(lb_state *state, const char *name, lb_values *values, lb_bounds bounds) {
    return perform(state, get_global_body, &(function_operation){.name = name, .results = values, .bounds = bounds});
}

static int set_global_body(lua_State *L) {
    function_operation *operation = lbi_operation(L, 1, set_global_body);
    lua_pushglobaltable(L);
    lua_pushstring(L, operation->name);
    if (operation->arguments->out_of_memory) luaL_error(L, "not enough memory");
    if (operation->arguments->count > 0) {
        lbi_push_value(L, operation->arguments, 0);
    } else {
        lua_pushnil(L);
    }
    lua_rawset(L, -3);
    return 0;
}

lb_status lb_set_global(lb_state *state, const char *name, const lb_values *values) {
    return perform(state, set_global_body, &(function_operation){.name = name, .arguments = values});
}

void lb_error_value(lb_state *state, lb_values *values, lb_bounds bounds) {
    lua_State *L = state->L;
    if (!lua_checkstack(L, 2)) return;
    bounds.keeps_functions = false;  // that could raise
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    // `false` stands for none, or is the value; what is raised is hardly ever that.
    if (lua_type(L, -1) != LUA_TBOOLEAN || lua_toboolean(L, -1))
        lbi_read_values(L, lua_gettop(L), 1, values, &bounds);
    lua_pop(L, 1);
}
