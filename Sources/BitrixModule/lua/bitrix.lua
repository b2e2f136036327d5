-- The module `bitrix`: its functions check arguments, send the call through the host, and turn the answer into a record or into an
-- error object. `native` holds the host's functions (see BitrixModule.swift).
local native = ...
local load, next, select, setmetatable = load, next, select, setmetatable
local format, unpack = string.format, table.unpack

local parts = {}

-- A part of the module by its name, which is that of its file. It is read when it is asked for first.
local function part(name)
  if not parts[name] then parts[name] = (native.part(name) or load(native.text(name), "=[bitrix]", "t"))(native, part) end
  return parts[name]
end

part "library"  -- before any script can change it
local arguments, entities, get = part "arguments", part "entities", part("request").get
local bad_argument, checked_id, checked_options = arguments.bad_argument, arguments.checked_id, arguments.checked_options

local bitrix = {_VERSION = native.version(), null = native.null, fields = native.fields}

-- bitrix.contact(id [, {include = {"company", "requisite"}}]), and the same for every other entity
local function reader(entity)
  local name = entity.one
  return function(...)
    local id, options = ...
    local number, problem = checked_id(id, select("#", ...))
    if not number then bad_argument(1, name, problem) end
    local query
    query, problem = checked_options(entity, options)
    if not query then bad_argument(2, name, problem) end
    local data = get(name, format("/v1/%s/%d", entity.path, number), query ~= true and query or nil, 2, entity, number)
    return data  -- no tail call above: error positions count this function's level
  end
end

-- The functions whose part is read when one of them is called first. The tail call is not counted by error positions.
for name, entity in next, entities do
  bitrix[name] = name == entity.one and reader(entity) or function(...) return part("records")(entity, ...) end
end
for name, file in next, {get = "get", configure = "configure", map = "scheduler"} do
  bitrix[name] = function(...) return part(file)[name](...) end
end

-- bitrix.last: the last request and its answer, made when somebody asks.
setmetatable(bitrix, {__index = function(_, name)
  if name == "last" then return native.last() end
end})

-- The options for tools: function → argument → option → list of its values, or true. Made when `require "bitrix.options"` asks.
package.preload["bitrix.options"] = function()
  local settings, errors = {}, {"collect", "raise"}
  for _, name in next, part("configure").names do settings[name] = true end
  local options = {["bitrix.map"] = {[3] = {concurrency = true, errors = errors}}, ["bitrix.configure"] = {[1] = settings}}
  for name, entity in next, entities do
    local known = {include = {unpack(entity.includes)}}
    if name == entity.many then known.batch, known.concurrency, known.errors = true, true, errors end
    options["bitrix." .. name] = {[2] = known}
  end
  return options
end

return bitrix
