// JSON texts that simdjson refuses, although their values can be had: numbers that Lua cannot hold, and escapes of half a
// surrogate pair. Only a refused text comes here, so the usual path pays nothing.
//
// Such a number becomes a string of its digits, and half a pair becomes U+FFFD, which JavaScript's decoders make of it. What is
// no JSON stays none: whatever the grammar does not know is copied as it is, and simdjson refuses it again.
#include "json_repair.h"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number_part(char c) { return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'; }

// The end of the run of digits that starts at `p`.
const char *skip_digits(const char *p, const char *end) {
    while (p < end && is_digit(*p)) p++;
    return p;
}

// Whether the text is a number of JSON (RFC 8259, 6), and whether it is written as an integer.
bool is_number(const char *p, const char *end, bool &is_integer) {
    is_integer = true;
    if (p < end && *p == '-') p++;
    const char *const whole = p;
    p = skip_digits(p, end);
    if (p == whole || (*whole == '0' && p - whole > 1)) return false;
    if (p < end && *p == '.') {
        const char *const fraction = ++p;
        p = skip_digits(p, end);
        if (p == fraction) return false;
        is_integer = false;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        if (p < end && (*p == '+' || *p == '-')) p++;
        const char *const exponent = p;
        p = skip_digits(p, end);
        if (p == exponent) return false;
        is_integer = false;
    }
    return p == end;
}

// Whether a float would be infinite. A number too small is 0, which is the nearest float.
bool overflows(const char *start, const char *end) {
    double number = 0;
    if (std::from_chars(start, end, number).ec != std::errc::result_out_of_range) return false;
    const char *p = *start == '-' ? start + 1 : start;
    // The decimal exponent of the first digit that is not 0.
    int64_t exponent = 0;
    if (*p == '0') {
        p += 2;  // "0."
        while (p < end && *p == '0') p++, exponent--;
    } else {
        exponent = skip_digits(p, end) - p;
    }
    while (p < end && *p != 'e' && *p != 'E') p++;
    if (p == end) return exponent > 0;
    p += p[1] == '+' ? 2 : 1;
    int64_t written = 0;
    if (std::from_chars(p, end, written).ec == std::errc::result_out_of_range) return *p != '-';
    return exponent + written > 0;
}

// Whether a number has no place in 64 bits or in a float.
bool is_unholdable(const char *start, const char *end) {
    bool is_integer;
    if (!is_number(start, end, is_integer)) return false;
    if (!is_integer) return overflows(start, end);
    if (*start == '-') {
        int64_t number;
        return std::from_chars(start, end, number).ec == std::errc::result_out_of_range;
    }
    uint64_t number;
    return std::from_chars(start, end, number).ec == std::errc::result_out_of_range;
}

// The value of four hexadecimal digits at `p`; -1 where they are not four.
int unit_at(const char *p, const char *end) {
    if (end - p < 4) return -1;
    int unit = 0;
    return std::from_chars(p, p + 4, unit, 16).ptr == p + 4 && p[0] != '-' ? unit : -1;
}

bool is_high(int unit) { return unit >= 0xD800 && unit <= 0xDBFF; }

bool is_low(int unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Where text goes; without a buffer it is only counted.
struct output {
    char *bytes;
    size_t count;

    void add(const char *start, size_t length) {
        if (bytes != nullptr) std::memcpy(bytes + count, start, length);
        count += length;
    }
};

// Copies the string whose quote is at `p`, and returns the place behind it.
const char *copy_string(const char *p, const char *end, output &out) {
    const char *start = p++;
    while (p < end && *p != '"') {
        if (*p != '\\') {
            p++;
            continue;
        }
        const int unit = end - p >= 2 && p[1] == 'u' ? unit_at(p + 2, end) : -1;
        if (!is_high(unit) && !is_low(unit)) {
            p += end - p >= 2 ? 2 : 1;
            continue;
        }
        const bool is_pair = is_high(unit) && end - p >= 12 && p[6] == '\\' && p[7] == 'u' && is_low(unit_at(p + 8, end));
        if (is_pair) {
            p += 12;
            continue;
        }
        out.add(start, static_cast<size_t>(p - start));
        out.add("\\uFFFD", 6);
        start = p += 6;
    }
    if (p < end) p++;
    out.add(start, static_cast<size_t>(p - start));
    return p;
}

// Whether the next token behind white space is a colon: then the string before it is a member's name.
bool is_name(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    return p < end && *p == ':';
}

}  // namespace

extern "C" lbi_repaired lbi_json_repair(const char *bytes, size_t count, char *text, size_t *digits) {
    output out{text, 0};
    lbi_repaired result = {0, 0};
    size_t strings = 0;  // those that are values
    const char *const end = bytes + count;
    for (const char *p = bytes; p < end;) {
        if (*p == '"') {
            p = copy_string(p, end, out);
            if (!is_name(p, end)) strings++;
        } else if (is_digit(*p) || *p == '-') {
            const char *const start = p;
            while (p < end && is_number_part(*p)) p++;
            const size_t length = static_cast<size_t>(p - start);
            if (is_unholdable(start, p)) {
                out.add("\"", 1);
                out.add(start, length);
                out.add("\"", 1);
                if (digits != nullptr) digits[result.digits_count] = strings;
                result.digits_count++;
                strings++;
            } else {
                out.add(start, length);
            }
        } else {
            out.add(p++, 1);
        }
    }
    result.count = out.count;
    return result;
}

// MARK: Where a text is damaged

namespace {

enum { LEVELS = 64 };

// A container that is open at the place of interest.
struct level {
    const char *name = nullptr;  // of the member that is read; nullptr in an array
    int name_length = 0;
    long index = 0;              // of the element that is read, from 1; 0 in an object
    const char *id = nullptr;    // the value of the member "id", where it was a number
    int id_length = 0;
};

struct text_buffer {
    char *bytes;
    size_t size, count = 0;

    void add(const char *start, size_t length) {
        if (size - count - 1 < length) length = size - count - 1;
        std::memcpy(bytes + count, start, length);
        count += length;
        bytes[count] = '\0';
    }
    void add(const char *words) { add(words, std::strlen(words)); }
    void add(long number) {
        char digits[24];
        add(digits, static_cast<size_t>(std::to_chars(digits, digits + sizeof digits, number).ptr - digits));
    }
};

// The length of the UTF-8 character at `p`, or 0 where the bytes are none.
size_t character_length(const char *p, const char *end) {
    const auto byte = [&](int i) { return p + i < end ? static_cast<unsigned char>(p[i]) : 0u; };
    const auto follows = [&](int i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if ((first & 0xF0) == 0xE0) {
        if (first == 0xE0 && byte(1) < 0xA0) return 0;
        if (first == 0xED && byte(1) >= 0xA0) return 0;
        return follows(1) && follows(2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (first == 0xF0 && byte(1) < 0x90) return 0;
        if (first == 0xF4 && byte(1) >= 0x90) return 0;
        return follows(1) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

// The end of the string whose quote is at `p`. `fault` becomes the place of its first byte that no string of JSON has.
const char *scan_string(const char *p, const char *end, const char *&fault) {
    for (p++; p < end && *p != '"';) {
        const size_t length = character_length(p, end);
        if (length == 0 || static_cast<unsigned char>(*p) < 0x20) {
            if (fault == nullptr) fault = p;
            p++;
        } else if (*p == '\\') {
            const bool is_known = end - p >= 2 && std::strchr("\"\\/bfnrtu", p[1]) != nullptr && p[1] != '\0';
            if ((!is_known || (p[1] == 'u' && unit_at(p + 2, end) < 0)) && fault == nullptr) fault = p;
            p += end - p >= 2 ? 2 : 1;
        } else {
            p += length;
        }
    }
    return p < end ? p + 1 : p;
}

void describe(const level *levels, int depth, const char *start, const char *fault, const char *end, text_buffer &place) {
    const level *record = nullptr;
    for (int i = 1; i <= depth && i < LEVELS; i++) {
        if (levels[i].id != nullptr) record = &levels[i];
        if (levels[i].index > 0) {
            place.add("[");
            place.add(levels[i].index);
            place.add("]");
        } else if (levels[i].name != nullptr) {
            if (place.count > 0) place.add(".");
            place.add(levels[i].name, static_cast<size_t>(levels[i].name_length));
        }
    }
    if (record != nullptr) {
        place.add(" (id ");
        place.add(record->id, static_cast<size_t>(record->id_length));
        place.add(")");
    }
    // The value, from shortly before the fault.
    place.add(": ");
    const char *from = fault - start > 24 ? fault - 24 : start;
    while (from > start && (static_cast<unsigned char>(*from) & 0xC0) == 0x80) from--;
    if (from > start) place.add("…");
    place.add(from, static_cast<size_t>((end - fault > 16 ? fault + 16 : end) - from));
    if (end - fault > 16) place.add("…");
}

}  // namespace

extern "C" bool lbi_json_find_fault(const char *bytes, size_t count, char *text, size_t size) {
    level levels[LEVELS];
    int depth = 0;
    text_buffer place{text, size};
    const char *const end = bytes + count;
    for (const char *p = bytes; p < end;) {
        level *const here = depth < LEVELS ? &levels[depth] : nullptr;
        const char *const start = p;
        switch (*p) {
            case '{':
            case '[':
                if (++depth < LEVELS) {
                    levels[depth] = level();
                    levels[depth].index = *p == '[' ? 1 : 0;
                }
                p++;
                break;
            case '}':
            case ']':
                if (depth > 0) depth--;
                p++;
                break;
            case ',':
                if (here != nullptr && here->index > 0) here->index++;
                p++;
                break;
            case '"': {
                const char *fault = nullptr;
                p = scan_string(p, end, fault);
                if (fault != nullptr) {
                    describe(levels, depth, start, fault, p, place);
                    return true;
                }
                if (here != nullptr && here->index == 0 && is_name(p, end)) {
                    here->name = start + 1;
                    here->name_length = static_cast<int>(p - start - 2);
                }
                break;
            }
            default:
                if (is_digit(*p) && here != nullptr && here->name_length == 2 && std::memcmp(here->name, "id", 2) == 0) {
                    here->id = p;
                    p = skip_digits(p, end);
                    here->id_length = static_cast<int>(p - here->id);
                } else {
                    p++;
                }
        }
    }
    return false;
}
