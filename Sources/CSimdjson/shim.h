// simdjson is C++: this module only carries the library's pkg-config name to LuaBridge.
