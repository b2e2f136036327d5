// Loading and running chunks, and what is kept of a failure. The forms of messages and tracebacks are stock lua's.
#include "bridge.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

lb_status lbi_failed(lb_state *state) {
    lua_replace(state->L, LBI_FAILURE);
    return LB_FAILED;
}

// Makes the text of an error value, as lua's message handler does: a string gets a traceback; a value with __tostring
// speaks for itself, and gets a traceback only if its metatable asks for it with __traceback; others are named by type.
// Lua calls this only where nothing else catches the error.
static int message_handler(lua_State *L) {
    lb_state *state = lbi_state(L);
    lbi_stop_unwinds(L);
    lua_pushvalue(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    const char *message = lua_tostring(L, 1);
    if (message == NULL) {
        if (luaL_callmeta(L, 1, "__tostring") && lua_type(L, -1) == LUA_TSTRING) {
            if (luaL_getmetafield(L, 1, "__traceback") == LUA_TNIL) return 1;
            lua_pop(L, 1);
            message = lua_tostring(L, -1);
        } else {
            message = lua_pushfstring(L, "(error object is a %s value)", luaL_typename(L, 1));
        }
    }
    size_t limit = state->limit;
    state->limit = 0;  // a traceback finds room; lbi_end_run sets the limit again if this raises all the same
    luaL_traceback(L, L, message, 1);
    state->limit = limit;
    return 1;
}

// An error for want of memory that nothing caught is the limit's, where that refused some. lauxlib's buffers raise it as
// an ordinary error with this text.
static void name_memory_limit(lua_State *L) {
    lb_state *state = lbi_state(L);
    if (!state->limit_stops_run || state->refusals == 0 || state->stop.reason != LB_STOP_NONE) return;
    const char *text = lua_tostring(L, -1);
    if (text != NULL && strstr(text, "not enough memory") != NULL) state->stop.reason = LB_STOP_MEMORY;
}

// Calls the function below `argument_count` arguments as a run. On an error its text is left in the place of the results.
static int call(lua_State *L, int argument_count, int result_count) {
    lua_pushboolean(L, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    int base = lua_gettop(L) - argument_count;
    lua_pushcfunction(L, message_handler);
    lua_insert(L, base);
    lbi_run run;
    lbi_begin_run(lbi_state(L), &run);
    int status = lua_pcall(L, argument_count, result_count, base);
    lbi_end_run(lbi_state(L), &run);
    lua_remove(L, base);
    if (status != LUA_OK) name_memory_limit(L);
    return status;
}

// MARK: Loading

typedef struct {
    const char *text;  // NULL: a file
    size_t count;
    const char *name;
    bool allow_bytecode;
    bool as_expression;
    bool incomplete;
    int status;
} load_operation;

static lb_status load(lb_state *state, lua_CFunction body, load_operation *operation) {
    lua_settop(state->L, LBI_SLOTS);
    state->stop.reason = LB_STOP_NONE;
    state->refusals = 0;
    int status = lbi_protect(state, body, operation, 0, 1);
    if (status == LUA_OK) status = operation->status;
    if (status == LUA_OK) return LB_OK;  // the chunk stays on top
    name_memory_limit(state->L);
    lbi_failed(state);
    return operation->incomplete ? LB_INCOMPLETE : LB_FAILED;
}

// What luaL_loadfilex is to accept. Precompiled code is refused where it stands at the beginning of a file; behind a
// comment line, as the official tests have it, somebody put it there on purpose.
static const char *mode_of(const load_operation *operation) {
    if (operation->allow_bytecode) return NULL;
    struct stat information;
    const bool is_stdin = operation->name == NULL;
    if (!is_stdin && (stat(operation->name, &information) != 0 || !S_ISREG(information.st_mode))) return "t";
    FILE *file = is_stdin ? stdin : fopen(operation->name, "r");
    if (file == NULL) return NULL;  // loading it will say why
    int first = getc(file);
    if (is_stdin) {
        if (first != EOF) ungetc(first, file);
    } else {
        if (first == 0xEF && getc(file) == 0xBB && getc(file) == 0xBF) first = getc(file);
        fclose(file);
    }
    return first == LUA_SIGNATURE[0] ? "t" : NULL;
}

static int load_body(lua_State *L) {
    load_operation *operation = lua_touserdata(L, 1);
    lua_pushboolean(L, 0);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_error_value);
    if (operation->text != NULL) {
        operation->status = luaL_loadbufferx(L, operation->text, operation->count, operation->name, NULL);
        return 1;
    }
    operation->status = luaL_loadfilex(L, operation->name, mode_of(operation));
    if (operation->status == LUA_ERRSYNTAX && strstr(lua_tostring(L, -1), "attempt to load a binary chunk") != NULL) {
        lua_pushfstring(
            L, "%s is precompiled; damaged bytecode can crash Lua, so it is run only with --bytecode",
            operation->name != NULL ? operation->name : "stdin");
    }
    return 1;
}

lb_status lb_load_file(lb_state *state, const char *path, bool allow_bytecode) {
    return load(state, load_body, &(load_operation){.name = path, .allow_bytecode = allow_bytecode});
}

lb_status lb_load_text(lb_state *state, const char *text, size_t count, const char *chunk_name) {
    return load(state, load_body, &(load_operation){.text = text, .count = count, .name = chunk_name});
}

// The syntax error of an unfinished chunk ends with this.
static bool ends_with_eof_mark(lua_State *L) {
    static const char mark[] = "<eof>";
    const size_t mark_length = sizeof mark - 1;
    size_t length;
    const char *message = lua_tolstring(L, -1, &length);
    return message != NULL && length >= mark_length && strcmp(message + length - mark_length, mark) == 0;
}

static int load_input_body(lua_State *L) {
    load_operation *operation = lua_touserdata(L, 1);
    lua_pushlstring(L, operation->text, operation->count);  // operation text
    if (operation->as_expression) {
        const char *expression = lua_pushfstring(L, "return %s;", lua_tostring(L, 2));
        if (luaL_loadbufferx(L, expression, strlen(expression), "=stdin", NULL) == LUA_OK) return 1;
        lua_settop(L, 2);
    }
    operation->status = luaL_loadbufferx(L, operation->text, operation->count, "=stdin", NULL);
    operation->incomplete = operation->status == LUA_ERRSYNTAX && ends_with_eof_mark(L);
    return 1;
}

lb_status lb_load_input(lb_state *state, const char *text, size_t count, bool as_expression) {
    load_operation operation = {.text = text, .count = count, .as_expression = as_expression};
    return load(state, load_input_body, &operation);
}

// MARK: Running

typedef struct {
    bool pass_arguments;
    const char *global;
    const char *module;
    int status;
} run_operation;

static lb_status run(lb_state *state, lua_CFunction body, run_operation *operation, int argument_count) {
    int status = lbi_protect(state, body, operation, argument_count, 1);
    if (status == LUA_OK) status = operation->status;
    if (status != LUA_OK) return lbi_failed(state);
    lua_settop(state->L, LBI_SLOTS);
    return LB_OK;
}

// [-0, +n, e] The elements 1…n of the global `arg`.
static int push_arguments(lua_State *L) {
    if (lua_getglobal(L, "arg") != LUA_TTABLE) return luaL_error(L, "'arg' is not a table");
    int table = lua_gettop(L);
    int count = (int)luaL_len(L, table);
    luaL_checkstack(L, count + 3, "too many arguments to script");
    for (int i = 1; i <= count; i++) lua_rawgeti(L, table, i);
    lua_remove(L, table);
    return count;
}

static int run_body(lua_State *L) {  // chunk operation
    run_operation *operation = lua_touserdata(L, 2);
    lua_settop(L, 1);
    int count = operation->pass_arguments ? push_arguments(L) : 0;
    operation->status = call(L, count, 0);
    return operation->status == LUA_OK ? 0 : 1;
}

lb_status lb_run(lb_state *state, bool pass_arguments) {
    return run(state, run_body, &(run_operation){.pass_arguments = pass_arguments}, 1);
}

static int run_printing_body(lua_State *L) {  // chunk operation
    run_operation *operation = lua_touserdata(L, 2);
    lua_settop(L, 1);
    operation->status = call(L, 0, LUA_MULTRET);
    if (operation->status != LUA_OK) return 1;
    int count = lua_gettop(L);
    if (count == 0) return 0;
    luaL_checkstack(L, LUA_MINSTACK, "too many results to print");
    lua_getglobal(L, "print");
    lua_insert(L, 1);  // print results
    lbi_run run;
    lbi_begin_run(lbi_state(L), &run);
    operation->status = lua_pcall(L, count, 0, 0);
    lbi_end_run(lbi_state(L), &run);
    if (operation->status == LUA_OK) return 0;
    const char *message = lua_tostring(L, -1);
    lua_pushfstring(L, "error calling 'print' (%s)", message != NULL ? message : luaL_typename(L, -1));
    return 1;
}

lb_status lb_run_printing(lb_state *state) { return run(state, run_printing_body, &(run_operation){0}, 1); }

static int require_body(lua_State *L) {  // operation
    run_operation *operation = lua_touserdata(L, 1);
    lua_getglobal(L, "require");
    lua_pushstring(L, operation->module);
    operation->status = call(L, 1, 1);
    if (operation->status != LUA_OK) return 1;
    lua_setglobal(L, operation->global);
    return 0;
}

lb_status lb_require(lb_state *state, const char *global, const char *module) {
    lua_settop(state->L, LBI_SLOTS);
    return run(state, require_body, &(run_operation){.global = global, .module = module}, 0);
}

// MARK: Globals

typedef struct {
    const char *const *values;
    int count;
    int script;
} arguments_operation;

static int set_arguments_body(lua_State *L) {
    const arguments_operation *operation = lua_touserdata(L, 1);
    int positive = operation->count - operation->script - 1;
    lua_createtable(L, positive > 0 ? positive : 0, operation->script + 1);
    for (int i = 0; i < operation->count; i++) {
        lua_pushstring(L, operation->values[i]);
        lua_rawseti(L, -2, i - operation->script);
    }
    lua_setglobal(L, "arg");
    return 0;
}

lb_status lb_set_arguments(lb_state *state, const char *const *values, int count, int script) {
    lua_settop(state->L, LBI_SLOTS);
    arguments_operation operation = {values, count, script};
    return lbi_protect(state, set_arguments_body, &operation, 0, 0) == LUA_OK ? LB_OK : lbi_failed(state);
}

typedef struct {
    const char *name;
} name_operation;

static int to_text(lua_State *L) {
    luaL_tolstring(L, 1, NULL);
    return 1;
}

static int global_text_body(lua_State *L) {
    const name_operation *operation = lua_touserdata(L, 1);
    lua_pushcfunction(L, to_text);
    if (lua_getglobal(L, operation->name) == LUA_TNIL) return 1;
    lbi_run run;  // __tostring is the script's
    lbi_begin_run(lbi_state(L), &run);
    int status = lua_pcall(L, 1, 1, 0);
    lbi_end_run(lbi_state(L), &run);
    return status == LUA_OK ? 1 : 0;
}

// Runs a body that returns a string or nil, and hands the string out.
static lb_text text_of(lb_state *state, lua_CFunction body, const char *name) {
    lua_State *L = state->L;
    lua_settop(L, LBI_SLOTS);
    int status = lbi_protect(state, body, &(name_operation){name}, 0, 1);
    if (status != LUA_OK) {
        lua_pop(L, 1);
        lua_pushnil(L);
    }
    lua_replace(L, LBI_TEXT);
    lb_text text = {NULL, 0};
    if (lua_type(L, LBI_TEXT) == LUA_TSTRING) text.bytes = lua_tolstring(L, LBI_TEXT, &text.count);
    return text;
}

lb_text lb_global_text(lb_state *state, const char *name) { return text_of(state, global_text_body, name); }

// MARK: The last failure

lb_text lb_failure_text(const lb_state *state) {
    // Only errors outside of a run are no strings: those of metamethods that lua.c itself would call.
    static const char other[] = "(error object is not a string)";
    lb_text text = {other, sizeof other - 1};
    if (lua_type(state->L, LBI_FAILURE) == LUA_TSTRING) text.bytes = lua_tolstring(state->L, LBI_FAILURE, &text.count);
    return text;
}

static int failure_field_body(lua_State *L) {
    const name_operation *operation = lua_touserdata(L, 1);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_error_value) != LUA_TTABLE) return 0;
    lua_pushstring(L, operation->name);
    int type = lua_rawget(L, -2);
    if (type != LUA_TSTRING && type != LUA_TNUMBER) return 0;
    lua_tostring(L, -1);
    return 1;
}

lb_text lb_failure_field(lb_state *state, const char *name) { return text_of(state, failure_field_body, name); }
