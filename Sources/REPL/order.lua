-- The order in which the entries of a table are shown. Tables are read raw.
local native = ...
local ipairs, next, rawget, rawlen, type = ipairs, next, rawget, rawlen, type
local sort, mathtype = table.sort, math.type
local null, fields_of = native.null, native.fields

local SORTED = 2000  -- more keys than this are not put into order

local RANKS = {number = 1, string = 2, boolean = 3}
-- Names by which people know a record come first, and the parts of an error in the order in which they tell a story.
local FIRST = {}
for i, name in ipairs {
  "id", "name", "title", "code", "message", "status", "kind", "hint", "userMessage", "retryAfter", "method", "path", "attempts",
} do
  FIRST[name] = i
end

local function before(a, b)
  local kind, other = type(a), type(b)
  if kind ~= other then return (RANKS[kind] or 9) < (RANKS[other] or 9) end
  if kind == "number" then return a < b end
  if kind == "boolean" then return not a and b end
  if kind ~= "string" then return false end
  local rank, other_rank = FIRST[a] or 99, FIRST[b] or 99
  if rank ~= other_rank then return rank < other_rank end
  return a < b
end

-- The keys of a table in the order in which they are shown: {items = length of the list part, names = other keys,
-- count = all of them}. A decoded object has its members in the order of the API, nulls too. Of very many keys only some are
-- in `names`, unless the `whole` order is wanted.
local function of(t, whole)
  local items, names, n, count = rawlen(t), {}, 0, 0
  local fields = fields_of(t)
  local seen = {}
  if fields then
    items = 0
    for _, name in ipairs(fields) do
      seen[name] = true
      n = n + 1
      names[n] = name
    end
  end
  local own, extra = {}, 0
  for key in next, t do
    if not (mathtype(key) == "integer" and key >= 1 and key <= items) and not seen[key] then
      extra = extra + 1
      if whole or extra <= SORTED then own[extra] = key end
    end
  end
  sort(own, before)
  for i = 1, #own do names[n + i] = own[i] end
  return {items = items, names = names, count = items + n + extra, is_record = fields ~= nil}
end

-- The entry at a place in that order: key (nil for an element of the list part) and value.
local function entry(t, order, i)
  if i <= order.items then return nil, rawget(t, i) end
  local key = order.names[i - order.items]
  if key == nil then return end
  local value = rawget(t, key)
  if value == nil and order.is_record then value = null end
  return key, value
end

-- What the entries are called.
local function noun(order) return order.items == order.count and "items" or "fields" end

return {of = of, entry = entry, noun = noun}
