-- bitrix.get: any GET of the API, with its query out of a table.
local native, part = ...
local lua, arguments, errors = part "library", part "arguments", part "errors"
local ipairs, next, rawget, tostring, type = lua.ipairs, lua.next, lua.rawget, lua.tostring, lua.type
local byte, concat, format, gsub, match, sort, sub = lua.byte, lua.concat, lua.format, lua.gsub, lua.match, lua.sort, lua.sub
local huge, mathtype, tointeger = lua.huge, lua.mathtype, lua.tointeger
local bad_argument, shown = arguments.bad_argument, arguments.shown
local raise, response_error = errors.raise, errors.response_error
local request_get = part("request").get
local null = native.null

-- Percent-encodes what cannot stand in a path or a query as it is.
local function encoded(text, allowed)
  return (gsub(text, "[^%w%-._~" .. allowed .. "]", function(c) return format("%%%02X", byte(c)) end))
end

local DEEPEST = 16  -- nesting of a query's tables; one that holds itself has no end

-- A value as a query writes it, or nil for what no query can hold. A number keeps its value: 15.0 is 15.
local function parameter_text(value)
  local kind = type(value)
  if kind == "string" or kind == "boolean" then return tostring(value) end
  if kind ~= "number" or value ~= value or value == huge or value == -huge then return nil end
  return native.number_text(tointeger(value) or value)
end

-- What is wrong with a value that stands at `name`.
local function unfit(name, value)
  if value == null then
    return format("query: %s is bitrix.null, and the API documents no way to ask for empty fields: fetch the list, and look at "
      .. "the field in Lua", name)
  end
  return format("query: string, number, boolean or table expected for %s, got %s", name, shown(value))
end

-- The items of a list as "a,b", or nil and what is wrong with it.
local function listed(name, list)
  local count, items = 0, {}
  for _ in next, list do count = count + 1 end
  for i = 1, count do
    local item = rawget(list, i)
    if item == nil then return nil, format("query: %s has a hole at %d, or names beside its list", name, i) end
    items[i] = parameter_text(item)
    if not items[i] then
      if item == null then return nil, unfit(format("%s[%d]", name, i), item) end
      return nil, format("query: string, number or boolean expected at %s[%d], got %s", name, i, shown(item))
    end
  end
  return concat(items, ",")
end

-- Adds a parameter to a list: filter = {companyId = 15} becomes filter[companyId]=15, include = {"a", "b"} include=a,b.
-- Returns what is wrong with it, or nil.
local function add_parameter(list, name, value, depth)
  if type(value) == "table" and rawget(value, 1) ~= nil then
    local text, problem = listed(name, value)
    if problem then return problem end
    value = text
  end
  if type(value) ~= "table" then
    local text = parameter_text(value)
    if not text then return unfit(name, value) end
    list[#list + 1] = encoded(name, "") .. "=" .. encoded(text, ",:")
    return
  end
  if depth > DEEPEST then return format("query: %s nests too deep", sub(name, 1, 40)) end
  -- Left out, it would select everything.
  if next(value) == nil then return format("query: %s is an empty table, which asks for nothing; leave it out to ask for all", name) end
  local names = {}
  for key in next, value do
    if type(key) ~= "string" and mathtype(key) ~= "integer" then
      return format("query: name expected inside %s, got %s", name, shown(key))
    end
    names[#names + 1] = key
  end
  sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, key in ipairs(names) do
    local problem = add_parameter(list, format("%s[%s]", name, tostring(key)), value[key], depth + 1)
    if problem then return problem end
  end
end

-- The query as text, or nil and what is wrong with it.
local function checked_query(query)
  if query == nil then return "" end
  if type(query) == "string" then return encoded(query, "%%=&,:;+@!$'()*/?%[%]") end
  if type(query) ~= "table" then return nil, "query: string or table expected, got " .. shown(query) end
  local names, list = {}, {}
  for name in next, query do
    if type(name) ~= "string" then return nil, "query: names expected, such as {limit = 10}; got the element " .. shown(name) end
    names[#names + 1] = name
  end
  sort(names)
  for _, name in ipairs(names) do
    local problem = add_parameter(list, name, query[name], 1)
    if problem then return nil, problem end
  end
  return concat(list, "&")
end

-- Raises an error for a list that came without what `include` asked for: a script would take that for "none".
local function refuse_skipped(path, answer, call_id, level)
  local details = native.details(call_id) or {}
  local fields = response_error("INCLUDE_SKIPPED", {})
  fields.message = native.say(fields.message .. "; ask for limit = 200 and less, and for the rest with offset")
  fields.status, fields.method, fields.path, fields.call = 200, "GET", path, "get"
  fields.body, fields.results = answer, answer.data
  fields.requestId, fields.attempts, fields.elapsed = details.requestId, details.attempts, details.elapsed
  raise(fields, level + 1)
end

-- bitrix.get(path [, query]): any GET of the API, under the same rules as bitrix.contact. Returns the answer's `data`, and
-- the whole answer, in which lists have their `meta`.
local function get(path, query)
  if type(path) ~= "string" or sub(path, 1, 1) ~= "/" then
    bad_argument(1, "get", 'path expected, such as "/v1/contacts/fields", got ' .. shown(path))
  end
  local text, problem = checked_query(query)
  if not text then bad_argument(2, "get", problem) end
  local before, inside = match(path, "^([^?]*)%??(.*)$")
  if inside ~= "" then text = encoded(inside, "%%=&,:;+@!$'()*/?%[%]") .. (text ~= "" and "&" .. text or "") end
  path = encoded(before, "%%/:@!$&'()*+,;=")
  local data, answer, call_id = request_get("get", path, text ~= "" and text or nil, 2, nil, nil, true)
  local meta = type(answer) == "table" and rawget(answer, "meta")
  if type(meta) == "table" and rawget(meta, "includeSkipped") == true then refuse_skipped(path .. "?" .. text, answer, call_id, 2) end
  if type(meta) == "table" and rawget(meta, "hasMore") == true and type(data) == "table" then
    native.list_goes_on(#data, tointeger(rawget(meta, "total") or false))
  end
  return data, answer
end

return {get = get}
