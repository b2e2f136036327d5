-- The Lua part of a session: variables and results live on from one input to the next.
--
-- A variable's cell is a function with that variable as its only upvalue. An input that mentions variables of the session is
-- compiled as a function inside of one that declares them, and its upvalues are joined to the cells; so it is Lua itself
-- that reads, writes and shares them. What an input declares outside of blocks is caught by a function that the session
-- puts behind the declaration (see Input.swift), at the moment when it is set: what is there when an input fails stays.
--
-- Library functions are kept in locals: a script that changes a global changes nothing here.
local native = ...
local ipairs, load, next, rawget, select, tonumber, tostring, type =
  ipairs, load, next, rawget, select, tonumber, tostring, type
local concat, find, gmatch, match, rep, sub =
  table.concat, string.find, string.gmatch, string.match, string.rep, string.sub
local collectgarbage, error, pcall = collectgarbage, error, pcall
local getupvalue, setupvalue, upvaluejoin = debug.getupvalue, debug.setupvalue, debug.upvaluejoin
local max, tointeger = math.max, math.tointeger
local globals = _G

local session = {error = false}  -- `error`: the value of the last error; the bridge writes it

local cells, constants = {}, {}        -- of variables, by name
local results, first, count = {}, 1, 0 -- values of expressions, by number
local latest                           -- the number of the one that `_` is
local is_shifted                       -- whether a nil stands before the results of the input
local used = {}                        -- names of the session that the last input uses; `_` by the number it stands for
local last = {n = 0}                   -- the results of the last input
local shown = last                     -- what was shown last
local KEPT = 1000                      -- results that are kept

-- How many variables a wrapping function declares (Lua allows 200 locals), and how many an input may use (255 upvalues).
local SLICE, MOST = 180, 240

local function new_cell(value) return function() return value end end

-------------------------------------------------------------------------------------------------------- variables ---

-- The cell of a name that the session keeps, and whether assignments to it are refused.
local function cell_of(name)
  if cells[name] then return cells[name], constants[name] end
  if name == "_" and latest then return new_cell(results[latest]) end
  if name == "_e" and session.error then return new_cell(session.error) end
  local number = tonumber(match(name, "^_([1-9]%d*)$"))
  if number and number >= first and number <= count then return new_cell(results[number]), true end
end

-- Called behind each declaration: `cell` returns the variable.
local function catch(name, cell, constant)
  -- A constant that the compiler knows is no upvalue.
  cells[name] = getupvalue(cell, 1) == name and cell or new_cell(cell())
  constants[name] = constant
end

-- Whether a name is the session's, and its value.
function session.variable(name)
  local cell = cell_of(name)
  if cell then return true, cell() end
  return false
end

-- "yes" for the name of a variable that inputs see.
function session.is_variable(name)
  return (cell_of(name) or rawget(globals, name) ~= nil) and "yes" or nil
end

-- Calls `visit` with the name of each variable of the session, and of the results those that came last.
function session.each_variable(visit)
  for name in next, cells do visit(name) end
  if latest then visit("_") end
  if session.error then visit("_e") end
  for number = max(first, count - 8), count do visit("_" .. number) end
end

-- The value at a path: a name, and keys with a line end behind each; numbers have a `#` before them, strings a `.`.
-- `step` looks a key up. Returns whether there is one, and the value.
function session.resolve(path, step)
  local root = match(path, "^[^\n]*")
  local known, value = session.variable(root)
  if not known then value = rawget(globals, root) end
  for mark, key in gmatch(path, "\n([.#])([^\n]*)") do
    if mark == "#" then key = tointeger(tonumber(key)) end
    value = step(value, key)
  end
  return value ~= nil, value
end

----------------------------------------------------------------------------------------------------------- inputs ---

local function at_end(problem) return find(problem, "<eof>$") ~= nil end

-- A text with words put into it.
local function with(text, place, words) return sub(text, 1, place - 1) .. words .. sub(text, place) end

-- Compiles a text: as an expression, or with its last statement as one, where that is possible, else as it is. `place` is
-- where that statement begins, "" for none. Returns the chunk and where its expression begins (false for none), or nil, a
-- message, and whether more text could mend it.
local function compile(text, chunk_name, place)
  local chunk, problem = load("return " .. text, chunk_name, "t")
  if chunk then return chunk, 1 end
  place = tonumber(place)
  chunk = place and load(with(text, place, "return "), chunk_name, "t")
  if chunk then return chunk, place end
  local statement, message = load(text, chunk_name, "t")
  if statement then return statement, false end
  return nil, message, at_end(message) or at_end(problem)
end

-- "complete", "incomplete" for the beginning of a chunk, or "wrong".
function session.check(text, place)
  local chunk, _, unfinished = compile(text, "=stdin", place)
  return chunk and "complete" or unfinished and "incomplete" or "wrong"
end

-- Compiles an input. `caught` is the text with calls of `catcher` behind its declarations, `names` are all names in it;
-- `place` and `caught_place` say where the last statement begins in the two texts.
function session.load(text, caught, names, catcher, chunk_name, place, caught_place)
  local chunk, start, unfinished = compile(text, chunk_name, place)
  if not chunk then
    session.error = start
    return nil, start, unfinished
  end
  local body = caught ~= "" and caught or text
  is_shifted = false
  if start then
    -- A tail call would take the input's line out of messages and tracebacks; `keep` drops the nil. Nothing at all, or a
    -- comment, cannot stand behind a comma.
    local expression = load(with(text, start, "return nil,"), chunk_name, "t")
    is_shifted = expression and true
    body = with(body, start > 1 and tonumber(caught_place) or start, expression and "return nil," or "return ")
    chunk = expression or chunk
  end
  local declared, cell_by_name, n = {}, {}, 0
  used = {}
  for name in gmatch(names, "[^\n]+") do
    local cell, constant = cell_of(name)
    if cell then
      n = n + 1
      cell_by_name[name] = cell
      declared[n] = constant and name .. " <const>" or name
    end
  end
  if caught ~= "" then
    n = n + 1
    declared[n] = catcher
  end
  if n == 0 then return chunk end

  local problem
  if n > MOST then
    chunk = nil
    problem = match(chunk_name, "^[=@](.*)") .. ":1: an input can use at most " .. MOST - 1 .. " variables of the session"
  else
    local parts, depth = {}, 0
    for i = 1, n, SLICE do
      depth = depth + 1
      -- The values do not matter, but without any the compiler would take constants for nil.
      parts[depth] = "local " .. concat(declared, ",", i, i + SLICE <= n and i + SLICE - 1 or n) .. " = ... return function(...) "
    end
    chunk, problem = load(concat(parts) .. body .. "\n" .. rep("end ", depth), chunk_name, "t")
    for _ = 1, chunk and depth or 0 do chunk = chunk() end
  end
  if not chunk then
    session.error = problem
    return nil, problem, false
  end
  local i = 1
  local name = getupvalue(chunk, i)
  while name do
    if name == catcher and caught ~= "" then
      setupvalue(chunk, i, catch)
    elseif cell_by_name[name] then
      upvaluejoin(chunk, i, cell_by_name[name], 1)
      used[#used + 1] = name == "_" and not cells._ and "_=_" .. latest or name
    end
    i = i + 1
    name = getupvalue(chunk, i)
  end
  return chunk
end

local function keep(...)
  last = {n = select("#", ...), numbers = {}, ...}
  if last.n > 0 then shown = last end
  local newest
  for i = 1, last.n do
    if last[i] ~= nil then
      count = count + 1
      results[count] = last[i]
      last.numbers[i] = count
      newest = newest or count
      if count - first >= KEPT then
        results[first] = nil
        first = first + 1
      end
    end
  end
  latest = newest or latest
end

-- Takes the results of an input that has run.
function session.keep(...) keep(select(is_shifted and 2 or 1, ...)) end

-- About the last input, two lines of words: how many results, "table" where one of them is a table, what each is called
-- ("nil" for nil); and the names of the session that it uses.
function session.describe()
  local has_table = false
  local lines = {tostring(last.n), ""}
  for i = 1, last.n do
    has_table = has_table or type(last[i]) == "table"
    lines[i + 2] = last.numbers[i] and "_" .. last.numbers[i] or "nil"
  end
  lines[2] = has_table and "table" or "plain"
  return concat(lines, " ") .. "\n" .. concat(used, " ")
end

-- The results of the last input: a list with `n`, and in `numbers` what those that are not nil are called.
function session.last() return last end

-- What was shown last, for `:last`.
function session.shown() return shown end

function session.note_shown(values) shown = values end

-- Runs one more file of this part.
local function part(name, ...) return load(native.source(name), "=[bitrix.session]", "t")(native, session, ...) end

part("printer", part)
part("completion")

-- What is asked while somebody types must not be the moment when a script's finalizers run and print: the collector waits.
local function quietly(ask)
  return function(...)
    local runs = collectgarbage("isrunning")
    collectgarbage("stop")
    local ok, answer = pcall(ask, ...)
    if runs then collectgarbage("restart") end
    if not ok then error(answer, 0) end
    return answer
  end
end

for _, name in ipairs {
  "check", "is_variable", "complete_name", "complete_field", "complete_option", "documented", "signature",
} do
  session[name] = quietly(session[name])
end
return session
