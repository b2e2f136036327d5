// Lua's memory: counted, limited where a limit is set, and taken from pools where it is in small pieces.
//
// Lua says the size of a block when it gives it back, so small blocks need no header, and a list of free ones for each size
// is all there is to them. Compared with malloc that made building tables from JSON a seventh faster and pure Lua programs
// that make many tables and strings up to a quarter (docs/speed.md). Pools grow and do not shrink; what is large comes from
// malloc and goes back to it.
#include "bridge.h"

#include <stdlib.h>
#include <string.h>

// Under AddressSanitizer every block comes from malloc, which watches it.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LBI_WATCHED 1
#endif
#endif
#ifdef LBI_WATCHED
enum { SMALL = 0 };
#else
enum { SMALL = LBI_POOL_LARGEST };
#endif

enum { CHUNK = 32 << 10, BALLAST = 1 << 20, LEAST_BALLAST = 1 << 16 };

struct lbi_chunk {
    lbi_chunk *next;
    size_t unused;  // keeps what follows aligned for any object
};

static size_t pool_of(size_t size) { return (size - 1) / LBI_POOL_GRAIN; }

static size_t rounded(size_t size) { return (pool_of(size) + 1) * LBI_POOL_GRAIN; }

static void *take_from_chunk(lbi_pools *pools, size_t size) {
    if ((size_t)(pools->end - pools->unused) < size) {
        lbi_chunk *chunk = malloc(CHUNK);
        if (chunk == NULL) return NULL;
        chunk->next = pools->chunks;
        pools->chunks = chunk;
        pools->unused = (char *)(chunk + 1);
        pools->end = (char *)chunk + CHUNK;
    }
    void *block = pools->unused;
    pools->unused += size;
    return block;
}

static inline void *take(lbi_pools *pools, size_t size) {
    if (size > SMALL) return malloc(size);
    void **first = &pools->free[pool_of(size)];
    void *block = *first;
    if (block == NULL) return take_from_chunk(pools, rounded(size));
    *first = *(void **)block;
    return block;
}

static inline void give_back(lbi_pools *pools, void *block, size_t size) {
    if (size > SMALL) return free(block);
    void **first = &pools->free[pool_of(size)];
    *(void **)block = *first;
    *first = block;
}

static void *resize(lbi_pools *pools, void *block, size_t old_size, size_t new_size) {
    if (old_size > SMALL && new_size > SMALL) return realloc(block, new_size);
    if (old_size <= SMALL && new_size <= SMALL && pool_of(old_size) == pool_of(new_size)) return block;
    void *moved = take(pools, new_size);
    // Lua does not expect that shrinking fails (manual, lua_Alloc); the block is large enough, and only its size is forgotten.
    if (moved == NULL) return new_size < old_size ? block : NULL;
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    give_back(pools, block, old_size);
    return moved;
}

// Whether the limit forbids to grow. Lua collects garbage and asks again, so a first refusal need not be final; one that can
// never succeed is.
static bool is_refused(lb_state *state, size_t old_size, size_t new_size) {
    const size_t room = state->limit > state->used ? state->limit - state->used : 0;
    if (new_size - old_size <= room) return false;
    if (state->limit_stops_run && (new_size == state->refused || new_size > state->limit)) lbi_memory_refused(state);
    state->refused = new_size;
    state->refusals++;
    return true;
}

void *lbi_allocate(void *context, void *block, size_t old_size, size_t new_size) {
    lb_state *state = context;
    if (block == NULL) old_size = 0;  // then it is the kind of the new object, not a size
    if (new_size == 0) {
        if (block != NULL && !state->leaves_memory) give_back(&state->pools, block, old_size);
        state->used -= old_size;
        return NULL;
    }
    if (state->limit != 0 && new_size > old_size && is_refused(state, old_size, new_size)) return NULL;
    void *moved = block == NULL ? take(&state->pools, new_size) : resize(&state->pools, block, old_size, new_size);
    if (moved == NULL) {
        state->is_exhausted = true;
        return NULL;
    }
    if (new_size == state->refused) state->refused = 0;
    state->used = state->used - old_size + new_size;
    return moved;
}

// Lua raises it as an error when the system has no more memory; Swift would end the process. So some is kept, and lent to host
// functions from then on.

bool lbi_keep_ballast(lb_state *state) {
    // What a call keeps, an open connection for instance, is missing afterwards.
    for (size_t size = BALLAST; state->ballast == NULL && size >= LEAST_BALLAST; size /= 2) state->ballast = malloc(size);
    return state->ballast != NULL;
}

bool lbi_lend_ballast(lb_state *state) {
    if (!lbi_keep_ballast(state)) return false;
    free(state->ballast);
    state->ballast = NULL;
    return true;
}

void lbi_free_memory(lb_state *state) {
    if (state->leaves_memory) return;
    free(state->ballast);
    while (state->pools.chunks != NULL) {
        lbi_chunk *chunk = state->pools.chunks;
        state->pools.chunks = chunk->next;
        free(chunk);
    }
}
