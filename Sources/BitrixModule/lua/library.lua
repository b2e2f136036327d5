-- Lua's library functions as they were when the module was opened: a script that changes a global does not change the module.
return {
  byte = string.byte, close = coroutine.close, concat = table.concat, create = coroutine.create, error = error,
  find = string.find, format = string.format, getinfo = debug.getinfo, getmetatable = debug.getmetatable,
  gmatch = string.gmatch, gsub = string.gsub, huge = math.huge, ipairs = ipairs, lower = string.lower, match = string.match,
  mathtype = math.type, max = math.max, min = math.min, move = table.move, next = next, pcall = pcall, rawequal = rawequal,
  rawget = rawget, running = coroutine.running, select = select, setmetatable = setmetatable, sort = table.sort,
  status = coroutine.status, sub = string.sub, tointeger = math.tointeger, tonumber = tonumber, tostring = tostring,
  type = type, unpack = table.unpack, utf8len = utf8.len, yield = coroutine.yield,
}
