// Loading and running chunks.
#include "bridge.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// Calls the function below `argument_count` arguments as a run. On an error its text is left in the place of the results.
int lbi_call(lua_State *L, int argument_count, int result_count) {
    lbi_forget_error(L);
    int base = lua_gettop(L) - argument_count;
    lua_pushcfunction(L, lbi_message_handler);
    lua_insert(L, base);
    lbi_run run;
    lbi_begin_run(lbi_state(L), &run);
    int status = lua_pcall(L, argument_count, result_count, base);
    lbi_end_run(lbi_state(L), &run);
    lua_remove(L, base);
    if (status != LUA_OK) lbi_name_memory_limit(L);
    return status;
}

// MARK: Loading

static int raise_stop(lua_State *L) {
    lbi_raise_stop(L);
    return 0;
}

static int raise_stop_body(lua_State *L) {
    lua_settop(L, 0);
    lua_pushcfunction(L, lbi_message_handler);
    lua_pushcfunction(L, raise_stop);
    if (lua_pcall(L, 0, 0, 1) != LUA_OK) lua_error(L);
    return 0;
}

typedef struct {
    const char *text;  // NULL: a file
    size_t count;
    const char *name;
    bool allow_bytecode;
    bool as_expression;
    bool incomplete;
    bool is_unlimited;  // in memory
    int status;
} load_operation;

// Compiling is a run, too: it may wait for the text, or take long. No hook runs meanwhile, so what stops it is raised behind it.
static lb_status load(lb_state *state, lua_CFunction body, load_operation *operation) {
    lua_settop(state->L, LBI_SLOTS);
    lbi_run run;
    lbi_begin_run(state, &run);
    if (operation->is_unlimited && state->limit_stops_run) state->limit = 0;  // lbi_end_run sets it again
    int status = lbi_protect(state, body, operation, 0, 1);
    if (status == LUA_OK) status = operation->status;
    if (state->stop.pending) status = lbi_protect(state, raise_stop_body, NULL, 0, 0);
    lbi_end_run(state, &run);
    if (status == LUA_OK) return LB_OK;  // the chunk stays on top
    lbi_name_memory_limit(state->L);
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
    load_operation *operation = lbi_operation(L, 1, load_body);
    lbi_forget_error(L);
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
    load_operation *operation = lbi_operation(L, 1, load_input_body);
    lua_pushlstring(L, operation->text, operation->count);  // operation text
    if (operation->as_expression) {
        lua_pushliteral(L, "return ");  // of the text all bytes count, zero bytes too
        lua_pushvalue(L, 2);
        lua_pushliteral(L, ";");
        lua_concat(L, 3);
        size_t count;
        const char *expression = lua_tolstring(L, -1, &count);
        if (luaL_loadbufferx(L, expression, count, "=stdin", NULL) == LUA_OK) return 1;
        lua_settop(L, 2);
    }
    operation->status = luaL_loadbufferx(L, operation->text, operation->count, "=stdin", NULL);
    operation->incomplete = operation->status == LUA_ERRSYNTAX && ends_with_eof_mark(L);
    return 1;
}

lb_status lb_load_input(lb_state *state, const char *text, size_t count, bool as_expression) {
    // What a person types has to find room, or a session that is full could not be emptied.
    load_operation operation = {.text = text, .count = count, .as_expression = as_expression, .is_unlimited = true};
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
    run_operation *operation = lbi_operation(L, 2, run_body);
    lua_settop(L, 1);
    int count = operation->pass_arguments ? push_arguments(L) : 0;
    operation->status = lbi_call(L, count, 0);
    return operation->status == LUA_OK ? 0 : 1;
}

lb_status lb_run(lb_state *state, bool pass_arguments) {
    return run(state, run_body, &(run_operation){.pass_arguments = pass_arguments}, 1);
}

static int run_printing_body(lua_State *L) {  // chunk operation
    run_operation *operation = lbi_operation(L, 2, run_printing_body);
    lua_settop(L, 1);
    operation->status = lbi_call(L, 0, LUA_MULTRET);
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
    run_operation *operation = lbi_operation(L, 1, require_body);
    lua_getglobal(L, "require");
    lua_pushstring(L, operation->module);
    operation->status = lbi_call(L, 1, 1);
    if (operation->status != LUA_OK) return 1;
    lua_setglobal(L, operation->global);
    return 0;
}

lb_status lb_require(lb_state *state, const char *global, const char *module) {
    lua_settop(state->L, LBI_SLOTS);
    return run(state, require_body, &(run_operation){.global = global, .module = module}, 0);
}
