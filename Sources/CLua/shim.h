// Lua 5.4, for LuaBridge only: Swift never imports this module (law 1 of the design).
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
