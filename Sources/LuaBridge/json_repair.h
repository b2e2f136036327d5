// JSON texts that simdjson refuses (json_repair.cpp). Nothing here knows Lua or allocates.
#ifndef LUA_BRIDGE_JSON_REPAIR_H
#define LUA_BRIDGE_JSON_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    size_t count;         // of the repaired text, in bytes
    size_t digits_count;  // how many numbers became strings of their digits
} lbi_repaired;

// Writes the text to `text` with numbers that Lua cannot hold as strings of their digits and with half surrogate pairs as U+FFFD.
// `digits` gets the places of these strings, counted from 0 among the strings that are values. NULL for both only counts.
lbi_repaired lbi_json_repair(const char *bytes, size_t count, char *text, size_t *digits);

// Describes the first string with a byte or an escape that JSON does not have: `data[3].name (id 73): "…\x…`. `id` is that of the
// innermost record around it, where it stands before. The text is cut at `size`. False where there is none.
bool lbi_json_find_fault(const char *bytes, size_t count, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
