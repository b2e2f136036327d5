-- Evaluates inputs as stock lua's prompt does (lua.c: addreturn, then the text as it is), each case among globals of its own.
--
--     lua5.4 stock.lua PRELUDE CASES > OUTCOMES
--
-- Texts come and go as a number of bytes, a line end, and the bytes. An empty text begins a case. For each input: its outcome
-- (ok, error, syntax, unfinished, endless; last where a `return` stands before its last expression), the values or the
-- message, the effects.
local prelude_file = assert(io.open(arg[1], "rb"))
local prelude = prelude_file:read("a")
io.input(arg[2])

local function read_text()
  local line = io.read("l")
  if not line then return nil end
  return io.read(tonumber(line)) or ""
end

local function write_text(text) io.write(#text, "\n", text) end

local LIMIT = 1000000 -- instructions of one input

local function environment()
  local env = {}
  for name, value in pairs(_G) do env[name] = value end
  env.arg, env._G = nil, nil
  assert(load(prelude, "=prelude", "t", env))()
  return env
end

-- Whether a place lies within a short comment: there Lua passes over anything, elsewhere no text goes on with `@`. Within a
-- string or a long comment `before` does not compile.
local function is_comment(before) return load(before .. "@") ~= nil end

-- Whether a statement may begin at a place, as far as stock lua tells: `before` is whole, and does not go on with what comes.
local function may_begin(before, rest)
  if rest:find("^%s") or rest:find("^%-%-") or (before:find("[%w_]$") or before:find("%w%.$")) and rest:find("^[%w_]")
    or before:find("[%d.]$") and rest:find("^%.?%d") then return false end -- `3.f` is one malformed number
  local probe = (rest:find("^[({'\"]") or rest:find("^%[=*%[")) and " ''" or rest:find("^[-~]") and " -1" or nil
  return load(before) and not is_comment(before) and not (probe and load(before .. probe))
end

-- The text with `return` before its last statement, where that is an expression or a call: what a prompt of ours adds to stock
-- lua's.
local function with_last_expression(text)
  for place = 2, #text do
    local before, rest = text:sub(1, place - 1), text:sub(place)
    if load("return " .. rest) and may_begin(before, rest) then
      local whole = before .. " return " .. rest
      if load(whole) then return whole end
    end
  end
end

local function compile(text, name, env)
  local plain = text:sub(1, 1) == "=" and "return " .. text:sub(2) or text
  local chunk = load("return " .. plain, name, "t", env)
  if chunk then return chunk, "ok" end
  local statement, message = load(plain, name, "t", env)
  local last = with_last_expression(plain)
  if last then return load(last, name, "t", env), "last" end
  if statement then return statement, "ok" end
  local _, problem = load("return " .. plain, name, "t", env)
  return nil, (message:find("<eof>$") or problem:find("<eof>$")) and "unfinished" or "syntax", message
end

-- What lua.c's handler makes of nil, which a `<close>` variable gets to see.
local function handler(e) return e == nil and "(error object is a nil value)" or e end

local number, env = 0, environment()
while true do
  local text = read_text()
  if not text then break end
  if text == "" then
    number, env = 0, environment()
  else
    number = number + 1
    local chunk, form, problem = compile(text, "=input " .. number, env)
    if not chunk then
      write_text(form)
      write_text(problem)
    else
      -- In a coroutine, so that the limit is over with the input. What would catch the error meets it again.
      local run = coroutine.create(function() return xpcall(chunk, handler) end)
      debug.sethook(run, function()
        debug.sethook(run, function() error("endless", 0) end, "", 1)
        error("endless", 0)
      end, "", LIMIT)
      local results = table.pack(select(2, coroutine.resume(run)))
      if results[1] == "endless" or results[2] == "endless" then
        write_text("endless")
        write_text("")
      elseif results[1] then
        write_text(form)
        write_text("")
        env.__result(table.unpack(results, 2, results.n))
      else
        local value = results[2]
        local kind = type(value)
        write_text("error")
        write_text((kind == "string" or kind == "number") and tostring(value) or "(" .. kind .. ")")
      end
    end
    write_text(env.__log())
  end
end
