// JSON text → Lua tables, by simdjson's DOM. No C++ object with a destructor lives in a frame that Lua can jump over:
// the parser belongs to the interpreter, and simdjson's elements, arrays and objects are plain references into it.
//
// How values map: objects to tables without their null members, arrays to sequences with `bitrix.null` for null, numbers
// to integers where they are written as integers that fit 64 bits, else to floats. A number that would come out wrong is a string
// of its digits: an integer that is none of Lua's, and a number beyond the range of floats (json_repair.cpp). So one field never costs the record, and no id is ever wrong.
#include "bridge.h"
#include "json_repair.h"

#include <charconv>
#include <cstring>
#include <new>
#include <simdjson.h>

namespace dom = simdjson::dom;

extern "C" {
const char lbi_null = 0;
const char lbi_recent_orders = 0;
}

// In the registry, once it is needed: decoded table → set of the keys whose strings are digits of numbers. Weak keys.
static const char digits_key = 0;

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
    // The places of strings that stand for numbers, counted among all strings that are values: of a repaired text.
    const size_t *digits, *digits_end;
    size_t strings;
    bool is_digits;  // the value that was pushed last is such a string

    void push(dom::element element, int depth);
    void push_object(dom::object object, int depth);
    void push_array(dom::array array, int depth);
    void begin_new_order(int order, int known);
};

// Notes that the string under the key on top of the stack, in the table at `table`, stands for a number. [-0, +0, m]
void mark_digits(lua_State *L, int table) {
    const int key = lua_gettop(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &digits_key) != LUA_TTABLE) {
        lua_newtable(L);
        lua_createtable(L, 0, 1);
        lua_pushliteral(L, "k");
        lua_setfield(L, -2, "__mode");
        lua_setmetatable(L, -2);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &digits_key);
        lua_replace(L, key + 1);
    }
    lua_settop(L, key + 1);
    lua_pushvalue(L, table);
    if (lua_rawget(L, key + 1) != LUA_TTABLE) {  // key marks set
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, table);
        lua_pushvalue(L, -2);
        lua_rawset(L, key + 1);
    }
    lua_pushvalue(L, key);
    lua_pushboolean(L, 1);
    lua_rawset(L, -3);
    lua_settop(L, key);
}

// Decoded objects remember the order of their members, nulls included, in lists that all objects of one kind share.
// The list of the object that was decoded last at the same depth predicts the next one: as long as its names match,
// keys are taken from there, which also saves hashing them.
void builder::push_object(dom::object object, int depth) {
    luaL_checkstack(L, 16, "JSON nests too deep");
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
        } else {
            push(member.value, depth + 1);
            if (is_digits) {
                lua_pushvalue(L, -2);
                mark_digits(L, table);
                lua_pop(L, 1);
                is_digits = false;
            }
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

void builder::push_array(dom::array array, int depth) {
    luaL_checkstack(L, 14, "JSON nests too deep");
    lua_createtable(L, static_cast<int>(array.size()), 0);
    const int table = lua_gettop(L);
    lua_Integer index = 0;
    for (dom::element element : array) {
        if (element.is_null()) {
            lua_pushvalue(L, null);
        } else {
            push(element, depth + 1);
        }
        lua_rawseti(L, table, ++index);
        if (is_digits) {
            lua_pushinteger(L, index);
            mark_digits(L, table);
            lua_pop(L, 1);
            is_digits = false;
        }
    }
}

void builder::push(dom::element element, int depth) {
    switch (element.type()) {
        case dom::element_type::OBJECT: return push_object(element.get<dom::object>().value_unsafe(), depth);
        case dom::element_type::ARRAY: return push_array(element.get<dom::array>().value_unsafe(), depth);
        case dom::element_type::STRING: {
            std::string_view text = element.get<std::string_view>().value_unsafe();
            lua_pushlstring(L, text.data(), text.size());
            if (digits != digits_end) {
                is_digits = *digits == strings;
                if (is_digits) digits++;
                strings++;
            }
            return;
        }
        case dom::element_type::INT64: return lua_pushinteger(L, element.get<int64_t>().value_unsafe());
        case dom::element_type::UINT64: {  // 2^63 or more, which no integer of Lua is
            const uint64_t whole = element.get<uint64_t>().value_unsafe();
            char text[24];
            lua_pushlstring(L, text, static_cast<size_t>(std::to_chars(text, text + sizeof text, whole).ptr - text));
            is_digits = true;
            return;
        }
        case dom::element_type::DOUBLE: return lua_pushnumber(L, element.get<double>().value_unsafe());
        case dom::element_type::BOOL: return lua_pushboolean(L, element.get<bool>().value_unsafe());
        case dom::element_type::NULL_VALUE: return lua_pushvalue(L, null);
    }
}

const char *problem_of(simdjson::error_code error) {
    switch (error) {
        case simdjson::EMPTY: return "EMPTY_ANSWER";
        case simdjson::UTF8_ERROR: return "INVALID_UTF8";
        case simdjson::STRING_ERROR: return "INVALID_STRING";
        case simdjson::DEPTH_ERROR: return "TOO_DEEP";
        default: return "INVALID_JSON";
    }
}

}  // namespace

// How many bytes of a text are a UTF-8 mark.
static size_t mark_count(const char *bytes, size_t count) {
    return bytes != nullptr && count >= 3 && std::memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

// Whether a text that simdjson refused may be one that it can read once it is repaired.
static bool can_be_repaired(simdjson::error_code error) {
    return error == simdjson::NUMBER_ERROR || error == simdjson::STRING_ERROR;
}

// The parser that is free: a finalizer may decode while another text is being decoded. [-0, +0, e]
static dom::parser &free_parser(lua_State *L) {
    lb_state *const state = lbi_state(L);
    lbi_decoder *decoder = state->decoder;
    for (int i = 0; i < state->decoding; i++) {
        if (decoder->inner == nullptr) decoder->inner = lbi_decoder_open();
        decoder = decoder->inner;
        if (decoder == nullptr) luaL_error(L, "not enough memory");
    }
    return decoder->parser;
}

extern "C" const char *lbi_json_push(lua_State *L, const char *bytes, size_t count, size_t capacity) {
    const size_t mark = mark_count(bytes, count);
    bytes += mark;
    count -= mark;
    capacity -= mark;
    if (count == 0 || bytes == nullptr) return "EMPTY_ANSWER";
    dom::parser &parser = free_parser(L);
    luaL_checkstack(L, 8, "JSON nests too deep");
    const int top = lua_gettop(L);
    dom::element root;
    const bool copy = capacity - count < simdjson::SIMDJSON_PADDING;
    simdjson::error_code error = parser.parse(bytes, count, copy).get(root);
    const size_t *digits = nullptr;
    lbi_repaired repaired = {0, 0};
    if (can_be_repaired(error)) {
        repaired = lbi_json_repair(bytes, count, nullptr, nullptr);
        char *const text = static_cast<char *>(lua_newuserdatauv(L, repaired.count + simdjson::SIMDJSON_PADDING, 0));
        std::memset(text + repaired.count, 0, simdjson::SIMDJSON_PADDING);
        size_t *const places = static_cast<size_t *>(lua_newuserdatauv(L, (repaired.digits_count + 1) * sizeof(size_t), 0));
        (void)lbi_json_repair(bytes, count, text, places);
        error = parser.parse(text, repaired.count, false).get(root);
        digits = places;
    }
    if (error == simdjson::MEMALLOC) luaL_error(L, "not enough memory");
    if (error == simdjson::UNSUPPORTED_ARCHITECTURE) {  // also where the release program, which loads it late, finds none
        luaL_error(L, "cannot load libsimdjson, which every answer needs (Debian: apt install libsimdjson14)");
    }
    if (error != simdjson::SUCCESS) {
        lua_settop(L, top);
        return problem_of(error);
    }

    const int base = lua_gettop(L);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_recent_orders) != LUA_TTABLE) {
        luaL_error(L, "damaged registry");  // by debug.getregistry
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lbi_null);
    builder builder{L, base + 1, base + 2, digits, digits + repaired.digits_count, 0, false};
    lb_state *const state = lbi_state(L);
    state->decoding++;
    builder.push(root, 1);
    state->decoding--;
    if (parser.capacity() > kept_capacity) parser = dom::parser();
    lua_replace(L, top + 1);
    lua_settop(L, top + 1);
    return nullptr;
}

extern "C" int lbi_json_digits(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &digits_key) != LUA_TTABLE) return 0;
    lua_pushvalue(L, 1);
    lua_rawget(L, 2);
    return 1;
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

// Calls `look` with the root of a text, repaired where it has to be; false where it is no JSON.
template <typename Look> static bool look_into(const char *bytes, size_t count, Look look) {
    const size_t mark = mark_count(bytes, count);
    bytes += mark;
    count -= mark;
    dom::parser parser;
    dom::element root;
    simdjson::error_code error = parser.parse(bytes, count).get(root);
    if (!can_be_repaired(error)) return error == simdjson::SUCCESS && look(root);
    simdjson::padded_string text(lbi_json_repair(bytes, count, nullptr, nullptr).count);
    if (text.data() == nullptr) return false;  // no memory
    (void)lbi_json_repair(bytes, count, text.data(), nullptr);
    return parser.parse(text).get(root) == simdjson::SUCCESS && look(root);
}

extern "C" bool lb_json_number(const char *bytes, size_t count, const char *pointer, double *number) {
    return look_into(bytes, count, [&](dom::element root) {
        return root.at_pointer(pointer).get(*number) == simdjson::SUCCESS;
    });
}

extern "C" bool lb_json_text(const char *bytes, size_t count, const char *pointer, char *text, size_t size) {
    return look_into(bytes, count, [&](dom::element root) {
        std::string_view found;
        if (root.at_pointer(pointer).get(found) != simdjson::SUCCESS || found.size() >= size) return false;
        std::memcpy(text, found.data(), found.size());
        text[found.size()] = '\0';
        return true;
    });
}
