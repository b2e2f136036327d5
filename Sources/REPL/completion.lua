-- Names that could stand at a place: of variables, fields, methods and options. Everything is read raw: no metamethod runs,
-- so nothing is computed, and no request is sent.
local native, session = ...
local ipairs, next, rawequal, rawget, rawlen, tostring, type = ipairs, next, rawequal, rawget, rawlen, tostring, type
local find, sub = string.find, string.sub
local concat, getmetatable = table.concat, debug.getmetatable
local getinfo, getlocal = debug.getinfo, debug.getlocal
local loaded, globals = package.loaded, _G

local MOST_HOPS = 50       -- tables that are followed by __index
local MOST_NAMES = 100000  -- keys that are looked at in one table

-- Calls `visit` with each table in which a value's fields are looked up, without running a function. It ends where `visit`
-- returns true.
local function each_table(value, visit)
  for _ = 1, MOST_HOPS do
    if type(value) == "table" and visit(value) then return end
    local metatable = getmetatable(value)
    value = metatable and rawget(metatable, "__index")
    if value == nil or type(value) == "function" then return end
  end
end

-- The field of a value, read raw.
function session.raw_field(value, key)
  local found
  if key == nil then return nil end
  each_table(value, function(t)
    found = rawget(t, key)
    return found ~= nil
  end)
  return found
end

local function is_callable(value)
  if type(value) == "function" then return true end
  local metatable = getmetatable(value)
  return metatable and rawget(metatable, "__call") ~= nil
end

local function kind_of(value) return rawequal(value, native.null) and "null" or type(value) end

-- Variables of the session and globals that begin with `prefix`: a table from name to type, as for all that completes.
function session.complete_name(prefix)
  local found = {}
  each_table(globals, function(t)
    local looked = 0
    for name, value in next, t do
      looked = looked + 1
      if looked > MOST_NAMES then break end
      if type(name) == "string" and sub(name, 1, #prefix) == prefix and find(name, "^[%a_][%w_]*$") then
        found[name] = found[name] or kind_of(value)
      end
    end
  end)
  session.each_variable(function(name)
    if sub(name, 1, #prefix) ~= prefix then return end
    local _, value = session.variable(name)
    found[name] = kind_of(value)
  end)
  return found
end

-- String keys of the value at a path that begin with `prefix`. `wanted` is "field" for names only, "method" for functions
-- only, "key" for any text in one line.
function session.complete_field(path, prefix, wanted)
  local known, value = session.resolve(path, session.raw_field)
  local found = {}
  if not known then return found end
  local pattern = wanted == "key" and "^[^%c]*$" or "^[%a_][%w_]*$"
  each_table(value, function(t)
    local looked = 0
    for name, field in next, t do
      looked = looked + 1
      if looked > MOST_NAMES then break end
      if type(name) == "string" and sub(name, 1, #prefix) == prefix and find(name, pattern)
        and (wanted ~= "method" or is_callable(field)) then
        found[name] = found[name] or kind_of(field)
      end
    end
  end)
  if type(value) == "table" and wanted ~= "method" then  -- a decoded object also has members that are null
    for _, name in ipairs(native.fields(value) or {}) do
      if sub(name, 1, #prefix) == prefix and find(name, pattern) then found[name] = found[name] or "null" end
    end
  end
  return found
end

-- What is at a path: its kind, the length of a table, and of each member its name, its type, and its value where that is short.
function session.members(path)
  local known, value = session.resolve(path, session.raw_field)
  if not known then return end
  local kind, list, length = type(value), {}, 0
  if kind == "table" then
    local fields, metatable = native.fields(value), getmetatable(value)
    if fields then
      kind = "record"
    elseif type(metatable) == "table" and rawget(metatable, "__name") == "bitrix.Error" then
      kind = "error"
    end
    for _, name in ipairs(fields or {}) do
      if rawget(value, name) == nil then list[#list + 1] = {name, "null", ""} end
    end
    for name, member in next, value do
      if #list >= 1000 then break end
      if type(name) == "string" then
        local short = type(member) == "number" or type(member) == "boolean" or type(member) == "string" and #member < 80
        list[#list + 1] = {name, type(member), short and tostring(member) or ""}
      end
    end
    length = rawlen(value)
  end
  return {kind = kind, length = length, list = list}
end

-- The module's name of the function at a path, whatever it is called there: "bitrix.contact"; nil for others.
function session.documented(path)
  local known, value = session.resolve(path, session.raw_field)
  local module = rawget(loaded, "bitrix")
  if not known or type(value) ~= "function" or type(module) ~= "table" then return end
  for name, field in next, module do
    if rawequal(field, value) and type(name) == "string" then return "bitrix." .. name end
  end
end

-- Names of options, or for an option's name its values, of a function of the module: as the module says it.
function session.complete_option(called, argument, option, prefix)
  local make = rawget(package.preload, "bitrix.options")
  local names = rawget(loaded, "bitrix.options") or make and make()
  local found = {}
  for _, key in ipairs {called, argument, option} do
    if type(names) ~= "table" then return found end
    names = rawget(names, key)
  end
  for name, value in next, type(names) == "table" and names or {} do
    if option then name, value = value, "value" end
    if type(name) == "string" and sub(name, 1, #prefix) == prefix then
      found[name] = type(value) == "table" and "list" or type(value) == "string" and value or "option"
    end
  end
  return found
end

-- The names of all options of the module's functions.
function session.all_options()
  local make = rawget(package.preload, "bitrix.options")
  local names, found = rawget(loaded, "bitrix.options") or make and make(), {}
  for _, arguments in next, type(names) == "table" and names or {} do
    for _, options in next, arguments do
      for name in next, options do found[#found + 1] = name end
    end
  end
  return found
end

-- "name(a, b, ...)" for a Lua function; nil for anything else. `path` as for `resolve`.
function session.signature(path, called)
  local known, value = session.resolve(path, session.raw_field)
  if not known or type(value) ~= "function" then return end
  local information = getinfo(value, "Su")
  if information.what == "C" then return end
  local names = {}
  for i = 1, information.nparams do names[i] = getlocal(value, i) or "?" end
  if information.isvararg then names[#names + 1] = "..." end
  return called .. "(" .. concat(names, ", ") .. ")"
end
