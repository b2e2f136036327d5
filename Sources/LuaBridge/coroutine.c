// coroutine.resume, wrap and close as in Lua's corolib, except that they note which coroutine is running: a signal has
// to arm its hook there (stock lua arms the main thread only, and is deaf inside coroutines). Messages are the same.
//
// They also count how deep coroutines run and are closed inside each other. Lua counts C calls for each coroutine anew when it
// closes one (until 5.4.5), so a chain of them would end the process where the C stack ends.
#if !defined(_GNU_SOURCE)
#define _GNU_SOURCE  // pthread_getattr_np
#endif
#include "bridge.h"

#include <pthread.h>

enum {
    DEEPEST = 200,     // as LUAI_MAXCCALLS, which no public header has
    SURELY_FITS = 4,   // so many levels need no look at the stack
    SHARE_KEPT = 4,    // a quarter of it stays free: for the C calls that Lua counts, and for host functions
};

// Whether the stack has no room for one more coroutine inside of those that run.
static bool is_too_deep(lb_state *state) {
    if (state->depth < SURELY_FITS) return false;
    if (state->depth >= DEEPEST) return true;
    char here;
    if (state->lowest == NULL) {
        pthread_attr_t attributes;
        void *bottom;
        size_t size;
        if (pthread_getattr_np(pthread_self(), &attributes) != 0) return false;
        const bool is_known = pthread_attr_getstack(&attributes, &bottom, &size) == 0;
        pthread_attr_destroy(&attributes);
        if (!is_known) return false;
        state->lowest = (char *)bottom + size / SHARE_KEPT;
    }
    return &here < state->lowest;
}

// Resumes `co` with the `argument_count` values on top of L. Returns the number of results, which are then on top of L,
// or -1 with an error value there.
static int resume(lua_State *L, lua_State *co, int argument_count) {
    if (!lua_checkstack(co, argument_count)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lb_state *state = lbi_state(L);
    if (is_too_deep(state)) {
        lua_pop(L, argument_count);
        lua_pushliteral(L, "C stack overflow");
        return -1;
    }
    lua_xmove(L, co, argument_count);
    lua_State *resumer = lbi_enter(state, co);
    int result_count;
    int status = lua_resume(co, L, argument_count, &result_count);
    lbi_leave(state, resumer);
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_xmove(co, L, 1);  // the error value
        return -1;
    }
    if (!lua_checkstack(L, result_count + 1)) {
        lua_pop(co, result_count);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(co, L, result_count);
    return result_count;
}

// Closes what is pending in a suspended or dead coroutine, with the hook where the closing code runs.
static int reset(lua_State *L, lua_State *co) {
    lb_state *state = lbi_state(L);
    lua_State *resumer = lbi_enter(state, co);
    int status = lua_resetthread(co);
    lbi_leave(state, resumer);
    return status;
}

static lua_State *checked_coroutine(lua_State *L) {
    lua_State *co = lua_tothread(L, 1);
    luaL_argexpected(L, co, 1, "thread");
    return co;
}

// MARK: Coroutines of the module's scheduler

bool lbi_can_wait(lua_State *L) { return L == lbi_state(L)->scheduled && lua_isyieldable(L); }

// native.resume(co, ...): as coroutine.resume, for coroutines in which host functions may wait by yielding. Returns true and
// the results at the end; false and the error; nil and the values of a yield; or the ticket that a host function waits for.
static int schedule_resume(lua_State *L) {
    lua_State *co = checked_coroutine(L);
    lb_state *state = lbi_state(L);
    lua_State *outer = state->scheduled;
    state->scheduled = co;
    state->awaited = 0;
    int count = resume(L, co, lua_gettop(L) - 1);
    int64_t awaited = state->awaited;
    state->scheduled = outer;
    state->awaited = 0;
    if (awaited != 0 && count >= 0) {
        lua_pushinteger(L, awaited);
        return 1;
    }
    if (count < 0) lua_pushboolean(L, false);
    else if (lua_status(co) == LUA_YIELD) lua_pushnil(L);
    else lua_pushboolean(L, true);
    lua_insert(L, -((count < 0 ? 1 : count) + 1));  // … outcome results
    return (count < 0 ? 1 : count) + 1;
}

// native.can_wait(): whether the caller is such a coroutine and may yield here.
static int schedule_can_wait(lua_State *L) {
    lua_pushboolean(L, lbi_can_wait(L));
    return 1;
}

void lbi_add_schedule(lua_State *L) {
    lua_pushcfunction(L, schedule_resume);
    lua_setfield(L, -2, "resume");
    lua_pushcfunction(L, schedule_can_wait);
    lua_setfield(L, -2, "can_wait");
}

// MARK: The library

static int coroutine_resume(lua_State *L) {
    lua_State *co = checked_coroutine(L);
    int count = resume(L, co, lua_gettop(L) - 1);
    lua_pushboolean(L, count >= 0);
    lua_insert(L, -((count < 0 ? 1 : count) + 1));  // … success results
    return (count < 0 ? 1 : count) + 1;
}

static int call_wrapped(lua_State *L) {
    lua_State *co = lua_tothread(L, lua_upvalueindex(1));
    if (co == NULL) return luaL_error(L, "damaged coroutine");  // by debug.setupvalue
    int count = resume(L, co, lua_gettop(L));
    if (count >= 0) return count;
    int status = lua_status(co);
    if (status != LUA_OK && status != LUA_YIELD) {  // it ended by an error: close its variables
        status = reset(L, co);
        lua_xmove(co, L, 1);  // the error value, which closing may have replaced
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int coroutine_wrap(lua_State *L) {
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *co = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, co, 1);
    lua_pushcclosure(L, call_wrapped, 1);
    return 1;
}

// "running", "suspended", "normal" or "dead", as seen from L.
static const char *status_of(lua_State *L, lua_State *co) {
    if (L == co) return "running";
    switch (lua_status(co)) {
        case LUA_YIELD: return "suspended";
        case LUA_OK: {
            lua_Debug frame;
            if (lua_getstack(co, 0, &frame)) return "normal";
            return lua_gettop(co) == 0 ? "dead" : "suspended";
        }
        default: return "dead";
    }
}

static int coroutine_close(lua_State *L) {
    lua_State *co = checked_coroutine(L);
    const char *status = status_of(L, co);
    if (status[0] != 's' && status[0] != 'd') return luaL_error(L, "cannot close a %s coroutine", status);
    if (is_too_deep(lbi_state(L))) return luaL_error(L, "C stack overflow");
    if (reset(L, co) == LUA_OK) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushboolean(L, 0);
    lua_xmove(co, L, 1);
    return 2;
}

void lbi_open_coroutines(lua_State *L) {
    static const luaL_Reg functions[] = {
        {"resume", coroutine_resume}, {"wrap", coroutine_wrap}, {"close", coroutine_close}, {NULL, NULL}};
    lua_getglobal(L, LUA_COLIBNAME);
    luaL_setfuncs(L, functions, 0);
    lua_pop(L, 1);
}
