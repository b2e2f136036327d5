-- bitrix.configure: how requests are sent from now on.
local native, part = ...
local lua, arguments = part "library", part "arguments"
local next, type, unpack = lua.next, lua.type, lua.unpack
local format, gmatch, tointeger = lua.format, lua.gmatch, lua.tointeger
local bad_argument, shown, unknown = arguments.bad_argument, arguments.shown, arguments.unknown

-- The names of settings in the order of messages, and whether a setting takes whole numbers only (Settings.swift).
local names, is_whole = {}, {}
for name, unit in gmatch(native.settings(), "([%a_]+)=(%a+)") do names[#names + 1], is_whole[name] = name, unit == "whole" end

-- bitrix.configure{timeout = seconds, …}
local function configure(settings)
  if type(settings) ~= "table" then bad_argument(1, "configure", "table of settings expected, got " .. shown(settings)) end
  for name, value in next, settings do
    if type(name) ~= "string" then
      bad_argument(1, "configure", "named settings expected, such as {timeout = 60}; got the element " .. shown(name))
    end
    if is_whole[name] == nil then bad_argument(1, "configure", unknown("setting", name, names)) end
    if type(value) ~= "number" or not (value > 0 and value <= 1e12) or is_whole[name] and not tointeger(value) then
      bad_argument(1, "configure", format("%s: positive number expected, got %s", name, shown(value)))
    end
  end
  local list = {}
  for name, value in next, settings do
    list[#list + 1] = name
    list[#list + 1] = is_whole[name] and tointeger(value) or value
  end
  native.configure(unpack(list))
end

return {configure = configure, names = names}
