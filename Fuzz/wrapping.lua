-- What inputs of the target `wrapping` may use, and how their effects are written down; the same text on both sides.
local type, mathtype, format, select, concat = type, math.type, string.format, select, table.concat
local log = {}

local function described(v)
  local t = type(v)
  if mathtype(v) == "integer" then return format("%d", v)
  elseif t == "number" then return v ~= v and "nan" or format("%a", v)
  elseif t == "string" then return (format("%q", v):gsub("\n", "n"))
  elseif t == "nil" or t == "boolean" then return tostring(v)
  end
  return t
end

local function note(word, ...)
  local n = select("#", ...)
  local parts = {word}
  for i = 1, n do parts[i + 1] = described((select(i, ...))) end
  log[#log + 1] = concat(parts, " ")
end

function __result(...) note("result", ...) end
function __log()
  local text = concat(log, "\n")
  log = {}
  return text
end

function print(...) note("print", ...) end
function f(...) note("f", ...) return ... end
function g(...) note("g", select("#", ...)) return select("#", ...) end
function mk(name) return setmetatable({}, {__close = function(_, e) note("close", name, e ~= nil) end}) end
t = {1, 2, 3, x = 1, y = {z = 2}}
o = {n = 1, m = function(self, ...) note("m", self == o, ...) return self, ... end}
a, b, c, s = 1, 2.5, nil, "str"
u = setmetatable({}, {__index = function(_, k) return k end, __call = function(_, ...) note("call", ...) return ... end})
