// JSON text → Lua tables, by simdjson's DOM. No C++ object with a destructor lives in a frame that Lua can jump over:
// the parser belongs to the interpreter, and simdjson's elements, arrays and objects are plain references into it.
//
// How values map: objects to tables without their null members, arrays to sequences with `bitrix.null` for null, numbers
// to integers where they are written as integers that fit 64 bits, else to floats. Refused is what would come out wrong:
// an integer beyond 64 bits, unless it is below 2^64 and a float holds just it, and a number beyond the range of floats.
// A wrong id is worse than no id.
#include "bridge.h"

#include <cstring>
#include <new>
#include <simdjson.h>

namespace dom = simdjson::dom;

extern "C" {
const char lbi_null = 0;
const char lbi_recent_orders = 0;
}

struct lbi_decoder {
    dom::parser parser;
    lbi_decoder *inner = nullptr;  // for finalizers that decode while this one is busy
};

// Beyond this the parser's own memory is given back after a decode; one contact needs a few KiB.
static constexpr size_t kept_capacity = 4 << 20;

// Longer lists of names do not stay behind to predict the next object.
static constexpr int kept_names = 1000;

extern "C" lbi_decoder *lbi_decoder_open(void) { return new (std::nothrow) lbi_decoder; }

extern "C" void lbi_decoder_close(lbi_decoder *decoder) {
    while (decoder != nullptr) {
        lbi_decoder *const inner = decoder->inner;
        delete decoder;
        decoder = inner;
    }
}

static int null_text(lua_State *L) {
    lua_pushliteral(L, "null");
    return 1;
}

extern "C" void lbi_json_prepare(lua_State *L) {
    lua_newuserdatauv(L, 0, 0);
    lua_createtable(L, 0, 2);
    lua_pushliteral(L, "null");
    lua_setfield(L, -2, "__name");
    lua_pushcfunction(L, null_text);
    lua_setfield(L, -2, "__tostring");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_null);

    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &lbi_recent_orders);
}

namespace {

// Stack indices that stay fixed while one text is decoded.
struct builder {
    lua_State *L;
    int recent_orders, null;
    const char *problem;

    bool push(dom::element element, int depth);
    bool push_object(dom::object object, int depth);
    bool push_array(dom::array array, int depth);
    void begin_new_order(int order, int known);
};

// Decoded objects remember the order of their members, nulls included, in lists that all objects of one kind share.
// The list of the object that was decoded last at the same depth predicts the next one: as long as its names match,
// keys are taken from there, which also saves hashing them.
bool builder::push_object(dom::object object, int depth) {
    luaL_checkstack(L, 12, "JSON nests too deep");
    lua_createtable(L, 0, static_cast<int>(object.size()));
    const int table = lua_gettop(L);
    lua_rawgeti(L, recent_orders, depth);
    const int order = table + 1;  // predicted, or the new one that is being written
    bool predicted = lua_istable(L, order);
    if (!predicted) begin_new_order(order, 0);

    int count = 0;
    for (dom::key_value_pair member : object) {
        count++;
        bool known = false;
        if (predicted) {
            lua_rawgeti(L, order, count);
            size_t length = 0;
            const char *name = lua_tolstring(L, -1, &length);
            known = name != nullptr && std::string_view(name, length) == member.key;
            if (!known) {
                lua_pop(L, 1);
                begin_new_order(order, count - 1);
                predicted = false;
            }
        }
        if (!known) {
            lua_pushlstring(L, member.key.data(), member.key.size());
            lua_pushvalue(L, -1);
            lua_rawseti(L, order, count);
        }
        // table order key
        if (member.value.is_null()) {
            lua_pushnil(L);  // of two members with one name the last one wins, also if it is null
        } else if (!push(member.value, depth + 1)) {
            return false;
        }
        lua_rawset(L, table);
    }
    if (predicted && lua_rawlen(L, order) != static_cast<lua_Unsigned>(count)) {
        begin_new_order(order, count);
        predicted = false;
    }
    if (!predicted && count <= kept_names) {
        lua_pushvalue(L, order);
        lua_rawseti(L, recent_orders, depth);
    }
    lua_settop(L, order);
    lua_setmetatable(L, table);  // see orders.c
    return true;
}

// Puts a new list in the place of the one at `order`, with its first `known` names.
void builder::begin_new_order(int order, int known) {
    lua_createtable(L, known, 1);
    lbi_mark_order(L);
    for (int i = 1; i <= known; i++) {
        lua_rawgeti(L, order, i);
        lua_rawseti(L, -2, i);
    }
    lua_replace(L, order);
}

bool builder::push_array(dom::array array, int depth) {
    luaL_checkstack(L, 8, "JSON nests too deep");
    lua_createtable(L, static_cast<int>(array.size()), 0);
    lua_Integer index = 0;
    for (dom::element element : array) {
        if (element.is_null()) {
            lua_pushvalue(L, null);
        } else if (!push(element, depth + 1)) {
            return false;
        }
        lua_rawseti(L, -2, ++index);
    }
    return true;
}

bool builder::push(dom::element element, int depth) {
    switch (element.type()) {
        case dom::element_type::OBJECT: return push_object(element.get<dom::object>().value_unsafe(), depth);
        case dom::element_type::ARRAY: return push_array(element.get<dom::array>().value_unsafe(), depth);
        case dom::element_type::STRING: {
            std::string_view text = element.get<std::string_view>().value_unsafe();
            lua_pushlstring(L, text.data(), text.size());
            return true;
        }
        case dom::element_type::INT64: lua_pushinteger(L, element.get<int64_t>().value_unsafe()); return true;
        case dom::element_type::UINT64: {
            // Beyond 2^63: a float, if it can hold just this integer.
            const uint64_t whole = element.get<uint64_t>().value_unsafe();
            const double number = static_cast<double>(whole);
            if (number >= 18446744073709551616.0 || static_cast<uint64_t>(number) != whole) {
                problem = "INVALID_NUMBER";
                return false;
            }
            lua_pushnumber(L, number);
            return true;
        }
        case dom::element_type::DOUBLE: lua_pushnumber(L, element.get<double>().value_unsafe()); return true;
        case dom::element_type::BOOL: lua_pushboolean(L, element.get<bool>().value_unsafe()); return true;
        case dom::element_type::NULL_VALUE: lua_pushvalue(L, null); return true;
    }
    problem = "INVALID_JSON";
    return false;
}

const char *problem_of(simdjson::error_code error) {
    switch (error) {
        case simdjson::EMPTY: return "EMPTY_ANSWER";
        case simdjson::UTF8_ERROR: return "INVALID_UTF8";
        case simdjson::STRING_ERROR: return "INVALID_STRING";
        case simdjson::DEPTH_ERROR: return "TOO_DEEP";
        case simdjson::NUMBER_ERROR: return "INVALID_NUMBER";
        default: return "INVALID_JSON";
    }
}

}  // namespace

// How many bytes of a text are a UTF-8 mark.
static size_t mark_count(const char *bytes, size_t count) {
    return bytes != nullptr && count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

extern "C" const char *lbi_json_push(lua_State *L, const char *bytes, size_t count, size_t capacity) {
    const size_t mark = mark_count(bytes, count);
    bytes += mark;
    count -= mark;
    capacity -= mark;
    if (count == 0 || bytes == nullptr) return "EMPTY_ANSWER";
    lb_state *const state = lbi_state(L);
    lbi_decoder *decoder = state->decoder;
    for (int i = 0; i < state->decoding; i++) {
        if (decoder->inner == nullptr) decoder->inner = lbi_decoder_open();
        decoder = decoder->inner;
        if (decoder == nullptr) luaL_error(L, "not enough memory");
    }
    dom::parser &parser = decoder->parser;
    dom::element root;
    const bool copy = capacity - count < simdjson::SIMDJSON_PADDING;
    const simdjson::error_code error = parser.parse(bytes, count, copy).get(root);
    if (error == simdjson::MEMALLOC) luaL_error(L, "not enough memory");
    if (error == simdjson::UNSUPPORTED_ARCHITECTURE) {  // also where the release program, which loads it late, finds none
        luaL_error(L, "cannot load libsimdjson, which every answer needs (Debian: apt install libsimdjson14)");
    }
    if (error != simdjson::SUCCESS) return problem_of(error);

    luaL_checkstack(L, 8, "JSON nests too deep");
    const int top = lua_gettop(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_recent_orders) != LUA_TTABLE) {
        luaL_error(L, "damaged registry");  // by debug.getregistry
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_null);
    builder builder{L, top + 1, top + 2, nullptr};
    state->decoding++;
    const bool built = builder.push(root, 1);
    state->decoding--;
    if (parser.capacity() > kept_capacity) parser = dom::parser();
    if (!built) {
        lua_settop(L, top);
        return builder.problem;
    }
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    return nullptr;
}

extern "C" int lbi_json_fields(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    if (!lbi_push_order(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    const lua_Integer count = static_cast<lua_Integer>(lua_rawlen(L, 2));
    lua_createtable(L, static_cast<int>(count), 0);
    lua_createtable(L, 0, static_cast<int>(count));  // record order names seen
    lua_Integer length = 0;
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, 2, i);
        lua_pushvalue(L, -1);
        if (lua_rawget(L, 4) == LUA_TNIL) {  // … name nil
            lua_pushvalue(L, -2);
            lua_pushboolean(L, 1);
            lua_rawset(L, 4);
            lua_pushvalue(L, -2);
            lua_rawseti(L, 3, ++length);
        }
        lua_settop(L, 4);
    }
    lua_settop(L, 3);
    return 1;
}

// These run without Lua, so nothing jumps over the parser.

extern "C" void lb_json_prepare(void) { (void)simdjson::get_active_implementation().operator->(); }

extern "C" bool lb_json_number(const char *bytes, size_t count, const char *pointer, double *number) {
    dom::parser parser;
    dom::element root;
    const size_t mark = mark_count(bytes, count);
    return parser.parse(bytes + mark, count - mark).get(root) == simdjson::SUCCESS
        && root.at_pointer(pointer).get(*number) == simdjson::SUCCESS;
}

extern "C" bool lb_json_text(const char *bytes, size_t count, const char *pointer, char *text, size_t size) {
    dom::parser parser;
    dom::element root;
    std::string_view found;
    const size_t mark = mark_count(bytes, count);
    if (parser.parse(bytes + mark, count - mark).get(root) != simdjson::SUCCESS
        || root.at_pointer(pointer).get(found) != simdjson::SUCCESS || found.size() >= size) {
        return false;
    }
    std::memcpy(text, found.data(), found.size());
    text[found.size()] = '\0';
    return true;
}
