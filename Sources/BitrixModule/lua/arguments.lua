-- Checks of arguments, and the words for what is wrong with them.
local native, part = ...
local lua = part "library"
local error, ipairs, next, rawget, tonumber, tostring, type =
  lua.error, lua.ipairs, lua.next, lua.rawget, lua.tonumber, lua.tostring, lua.type
local byte, concat, format, gmatch, gsub, lower, match, sub =
  lua.byte, lua.concat, lua.format, lua.gmatch, lua.gsub, lua.lower, lua.match, lua.sub
local mathtype, tointeger = lua.mathtype, lua.tointeger

-- The options of each function, in the order of messages. `one` and `many` are the functions of an entity.
local options = {
  one = {"include"},
  many = {"include", "batch", "concurrency", "errors"},
  map = {"concurrency", "errors"},
}

-- How a wrong value is shown: strings, numbers and the like as written in Lua, others by type.
local function shown(value)
  if type(value) == "string" then
    local text = format("%q", #value <= 40 and value or sub(value, 1, 37))
    return gsub(text, "\\\n", "\\n") .. (#value <= 40 and "" or "...")
  elseif type(value) == "number" or value == nil or type(value) == "boolean" then
    return value ~= value and "nan" or tostring(value)  -- whose sign C would show
  end
  return value == native.null and "bitrix.null" or type(value)
end

---------------------------------------------------------------------------------------------------- nearest names ---

-- The number of letters to add, drop, change or swap until `a` is `b`.
local function distance(a, b)
  local before, row = {}, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local above = row
    row = {[0] = i}
    for j = 1, #b do
      local same = byte(a, i) == byte(b, j)
      local best = above[j - 1] + (same and 0 or 1)
      if above[j] + 1 < best then best = above[j] + 1 end
      if row[j - 1] + 1 < best then best = row[j - 1] + 1 end
      if i > 1 and j > 1 and byte(a, i) == byte(b, j - 1) and byte(a, i - 1) == byte(b, j) and before[j - 2] + 1 < best then
        best = before[j - 2] + 1
      end
      row[j] = best
    end
    before = above
  end
  return row[#b]
end

-- The known name that is most like `name`, or nil where none is near.
local function nearest(name, known)
  local found, least = nil, #name // 3 + 2
  for _, candidate in ipairs(known) do
    local d = #name < 64 and distance(lower(name), lower(candidate)) or least
    if d < least then found, least = candidate, d end
  end
  return found
end

-- "unknown include 'compny' (did you mean 'company'? known: company, requisite)"
local function unknown(what, name, known)
  local hint = type(name) == "string" and nearest(name, known)
  return format("unknown %s %s; %sknown: %s", what, shown(name), hint and format('did you mean "%s"? ', hint) or "",
    concat(known, ", "))
end

-------------------------------------------------------------------------------------------------------- arguments ---

-- Raises Lua's usual message, at the place that called the module's function. Called by that function only.
local function bad_argument(index, name, problem)
  error(format("bad argument #%d to '%s' (%s)", index, name, problem), 3)
end

-- The id as an integer, or nil and what is wrong with it. Strings come from files: white space round the digits, such as the
-- end of a Windows line, is not part of the id, nor is the mark with which some editors begin a file.
local function checked_id(id, given)
  local number = id
  if type(id) == "string" then
    local digits = match(id, "^%s*(%d+)%s*$") or match(id, "^\xEF\xBB\xBF%s*(%d+)%s*$")
    number = digits and tonumber(digits)
  end
  number = mathtype(number) and tointeger(number)
  if number and number > 0 then return number end
  return nil, "positive integer expected, got " .. (given == 0 and "no value" or shown(id))
end

-- The names of `include` as the query wants them, "" for an empty list or none at all, or nil and what is wrong.
local function checked_include(entity, include)
  local names = include
  if include == nil then
    return ""
  elseif type(include) == "string" then
    names = {}
    for name in gmatch(include .. ",", "([^,]*),") do names[#names + 1] = match(name, "^%s*(.-)%s*$") end
  elseif type(include) ~= "table" then
    return nil, "include: string or list of strings expected, got " .. shown(include)
  end

  local count, wanted, seen = 0, {}, {}
  for key in next, names do
    if mathtype(key) ~= "integer" or key < 1 then
      return nil, format('include: list of names expected, got the field %s; write include={"%s"}', shown(key), entity.includes[1])
    end
    count = count + 1
  end
  for i = 1, count do
    local name = rawget(names, i)
    if name == nil then return nil, format("include: the list has a hole at %d", i) end
    if type(name) ~= "string" then return nil, format("include: string expected at %d, got %s", i, shown(name)) end
    local known = false
    for _, candidate in ipairs(entity.includes) do known = known or candidate == name end
    if not known then return nil, unknown("include", name, entity.includes) end
    if not seen[name] then
      seen[name] = true
      wanted[#wanted + 1] = name
    end
  end
  return concat(wanted, ",")
end

-- The query of a call for one record, true for none, or nil and what is wrong with its options.
local function checked_options(entity, given)
  if given == nil then return true end
  if type(given) ~= "table" then return nil, "table of options expected, got " .. shown(given) end
  for name in next, given do
    if type(name) ~= "string" then
      return nil, format('named options expected, such as {include={"%s"}}; got the element %s', entity.includes[1], shown(name))
    elseif name ~= "include" then
      return nil, unknown("option", name, options.one)
    end
  end
  local include, problem = checked_include(entity, rawget(given, "include"))
  if not include then return nil, problem end
  return include == "" or "include=" .. include
end

return {
  options = options, shown = shown, unknown = unknown, bad_argument = bad_argument, checked_id = checked_id,
  checked_include = checked_include, checked_options = checked_options,
}
