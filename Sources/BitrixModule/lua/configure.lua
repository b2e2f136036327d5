-- bitrix.configure: how requests are sent from now on.
local native, part = ...
local lua, arguments = part "library", part "arguments"
local ipairs, next, rawget, type = lua.ipairs, lua.next, lua.rawget, lua.type
local format, tointeger = lua.format, lua.tointeger
local bad_argument, shown, unknown = arguments.bad_argument, arguments.shown, arguments.unknown
local SETTINGS = arguments.options.configure
local WHOLE = {max_answer = true, attempts = true}  -- settings that are no times

-- bitrix.configure{connect_timeout = seconds, timeout = seconds, max_answer = bytes, attempts = count,
--                  max_wait = seconds, max_total_wait = seconds}
local function configure(settings)
  if type(settings) ~= "table" then bad_argument(1, "configure", "table of settings expected, got " .. shown(settings)) end
  for name, value in next, settings do
    if type(name) ~= "string" then
      bad_argument(1, "configure", "named settings expected, such as {timeout = 60}; got the element " .. shown(name))
    end
    local known = false
    for _, candidate in ipairs(SETTINGS) do known = known or candidate == name end
    if not known then bad_argument(1, "configure", unknown("setting", name, SETTINGS)) end
    if type(value) ~= "number" or not (value > 0 and value <= 1e12) or WHOLE[name] and not tointeger(value) then
      bad_argument(1, "configure", format("%s: positive number expected, got %s", name, shown(value)))
    end
  end
  local function whole(name) return tointeger(rawget(settings, name) or false) end
  native.configure(rawget(settings, "connect_timeout"), rawget(settings, "timeout"), whole "max_answer", whole "attempts",
    rawget(settings, "max_wait"), rawget(settings, "max_total_wait"))
end

return {configure = configure}
