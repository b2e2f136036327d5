-- The Lua part of a session: variables and results live on from one input to the next.
--
-- A variable's cell is a function with that variable as its only upvalue. An input that mentions variables of the session is
-- compiled as a function inside of one that declares them, and its upvalues are joined to the cells; so it is Lua itself
-- that reads, writes and shares them. What an input declares outside of blocks is caught by a function that the session
-- puts behind the declaration (see Input.swift), at the moment when it is set: what is there when an input fails stays.
--
-- Library functions are kept in locals: a script that changes a global changes nothing here.
local native = ...
local ipairs, load, next, rawget, rawlen, tonumber, tostring, type =
  ipairs, load, next, rawget, rawlen, tonumber, tostring, type
local concat, find, match, rep, sub =
  table.concat, string.find, string.match, string.rep, string.sub
local collectgarbage, pcall = collectgarbage, pcall
local debug_getmetatable, getupvalue, setupvalue, upvaluejoin =
  debug.getmetatable, debug.getupvalue, debug.setupvalue, debug.upvaluejoin
local max = math.max
local globals = _G

local session = {error = false, most_names = 1000}  -- `error`: the value of the last error

local cells, constants = {}, {}        -- of variables, by name
local results, first, count = {}, 1, 0 -- values of expressions, by number
local sizes, total = {}, 0             -- what each may take in memory, in bytes, by number, and all together
local latest, latest_value             -- the number of the one that `_` is, and its value
local said = 0                         -- the number of the last result that is known to be gone
local used = {}                        -- names of the session that the last input uses; `_` by the number it stands for
local last = {n = 0, numbers = {}}     -- the results of the last input
local shown = last                     -- what was shown last
local KEPT = session.most_names                      -- results that are kept, and how many of one input get a name

-- How many variables a wrapping function declares (Lua allows 200 locals), and how many an input may use (255 upvalues).
local SLICE, MOST = 180, 240

local function new_cell(value) return function() return value end end

-------------------------------------------------------------------------------------------------------- variables ---

-- `help` in code, where no global has that name: what to explain is a name, a function of the module, or an error object.
local module_of = package.loaded
local function help(topic)
  local name = type(topic) == "string" and topic or ""
  local metatable = type(topic) == "table" and debug_getmetatable(topic)
  if type(topic) == "function" then
    for key, value in next, rawget(module_of, "bitrix") or {} do
      if value == topic and type(key) == "string" then name = "bitrix." .. key end
    end
  elseif type(metatable) == "table" and rawget(metatable, "__name") == "bitrix.Error" then
    name = tostring(rawget(topic, "code"))
  end
  native.help(name)
end
local help_cell = new_cell(help)

-- Whether `help` still means the session's.
local function is_own_help(name)
  return name == "help" and not cells.help and rawget(globals, "help") == nil and help_cell() == help
end

-- The cell of a name that the session keeps, and whether assignments to it are refused.
local function cell_of(name)
  if cells[name] then return cells[name], constants[name] end
  if name == "help" and rawget(globals, "help") == nil then return help_cell end
  if name == "_" and latest then return new_cell(latest_value) end
  if name == "_e" and session.error then return new_cell(session.error) end
  local number = tonumber(match(name, "^_([1-9]%d*)$"))
  if number and number >= first and number <= count then return new_cell(results[number]), true end
end

-- Whether a name was that of a result which is no longer kept, and means nothing else.
local function is_gone(name)
  local number = tonumber(match(name, "^_([1-9]%d*)$"))
  return number and number < first and not cells[name] and rawget(globals, name) == nil
end

-- Called behind each declaration: `cell` returns the variable.
local function catch(name, cell, constant)
  -- A constant that the compiler knows is no upvalue.
  cells[name] = getupvalue(cell, 1) == name and cell or new_cell(cell())
  constants[name] = constant
end

-- Takes over the value of an error, and variables by name: of a script that failed before the prompt opened.
function session.adopt(value, variables)
  session.error = value
  for name, value in next, variables or {} do
    if name ~= "_ENV" then cells[name], constants[name] = new_cell(value), nil end
  end
end

-- Whether a name is the session's, and its value.
function session.variable(name)
  local cell = cell_of(name)
  if cell then return true, cell() end
  return false
end

-- Whether inputs see a variable of this name.
function session.is_variable(name)
  return not is_own_help(name) and (cell_of(name) ~= nil or rawget(globals, name) ~= nil)
end

-- Calls `visit` with the name of each variable of the session, and of the results those that came last.
function session.each_variable(visit)
  for name in next, cells do visit(name) end
  if latest then visit("_") end
  if session.error then visit("_e") end
  for number = max(first, count - 8), count do visit("_" .. number) end
end

-- The value at a path: a list of a variable's name and of keys. `step` looks a key up. Returns whether there is one, and the value.
function session.resolve(path, step)
  local known, value = session.variable(path[1])
  if not known then value = rawget(globals, path[1]) end
  for i = 2, #path do value = step(value, path[i]) end
  return value ~= nil, value
end

----------------------------------------------------------------------------------------------------------- inputs ---

-- Spaces keep it from being one word with what is before it and behind it.
local RETURN = " return "

local function at_end(problem) return find(problem, "<eof>$") ~= nil end

-- A text with words put into it.
local function with(text, place, words) return sub(text, 1, place - 1) .. words .. sub(text, place) end

local whole_text, whole_start  -- the text that was found to compile last, and what `compile` said of it

-- Compiles a text: as an expression, or with its last statement as one, where that is possible, else as it is. `place` is
-- where that statement begins, nil for none. Returns where its expression begins (false for none), or nil, a message, and whether more
-- text could mend it.
local function compile(text, chunk_name, place)
  if text == whole_text then return whole_start end
  local chunk, problem = load("return " .. text, chunk_name, "t")
  local start = chunk and 1
  if not chunk then
    start = place and load(with(text, place, RETURN), chunk_name, "t") and place
    if not start then
      local statement, message = load(text, chunk_name, "t")
      if not statement then return nil, message, at_end(message) or at_end(problem) end
      start = false
    end
  end
  whole_text, whole_start = text, start
  return start
end

-- "complete", "incomplete" for the beginning of a chunk, or "wrong".
function session.check(text, place)
  local start, _, unfinished = compile(text, "=stdin", place)
  return start ~= nil and "complete" or unfinished and "incomplete" or "wrong"
end

-- Notes the message of an input that does not compile, and returns what `load` returns then.
local function refused(problem, unfinished)
  session.error = problem
  return nil, problem, unfinished or false
end

-- Compiles an input to a function, or returns nil, a message, and whether more text could mend it. `caught` is the text with calls of
-- `catcher` behind its declarations, or nil; `names` are all names in it, of which none begins as `catcher` does; `place` and
-- `caught_place` say where the last statement begins in the two texts.
function session.load(text, caught, names, catcher, chunk_name, place, caught_place)
  local start, problem, unfinished = compile(text, chunk_name, place)
  if start == nil then return refused(problem, unfinished) end
  local body, guard = caught or text, ""
  if start then
    -- Where a variable is to be closed no call is a tail call (manual, 3.4.10), which would take the input's line out of
    -- messages and tracebacks. So results come as they are, through whatever `return` the input takes.
    guard = "local " .. catcher .. "_guard <close> = nil "
    body = with(body, start > 1 and caught_place or start, RETURN)
  end
  local declared, cell_by_name, n = {}, {}, 0
  used = {}
  for _, name in ipairs(names) do
    local cell, constant = cell_of(name)
    if not cell and is_gone(name) then cell, constant = "gone", true end
    if cell then
      n = n + 1
      cell_by_name[name] = cell
      declared[n] = constant and name .. " <const>" or name
    end
  end
  if caught then
    n = n + 1
    declared[n] = catcher
  end

  local position = match(chunk_name, "^[=@](.*)") .. ":1: "
  if n > MOST then
    return refused(position .. "an input can use at most " .. MOST - 1 .. " variables of the session")
  end
  local parts, depth = {}, 0
  for i = 1, n, SLICE do
    depth = depth + 1
    -- The values do not matter, but without any the compiler would take constants for nil.
    parts[depth] = "local " .. concat(declared, ",", i, i + SLICE <= n and i + SLICE - 1 or n) .. " = ... return function(...) "
  end
  local head, tail = concat(parts), depth > 0 and "\n" .. rep("end ", depth) or ""
  -- An input that has as many locals as Lua allows has no room for the guard.
  local wrapped
  wrapped, problem = load(head .. guard .. body .. tail, chunk_name, "t")
  if not wrapped and guard ~= "" then wrapped, problem = load(head .. body .. tail, chunk_name, "t") end
  if not wrapped then return refused(problem) end
  for _ = 1, depth do wrapped = wrapped() end

  local i = 1
  local name = getupvalue(wrapped, i)
  while name do
    local cell = cell_by_name[name]
    if name == catcher and caught then
      setupvalue(wrapped, i, catch)
    elseif cell == "gone" then
      return refused(position .. native.phrase("gone", tonumber(sub(name, 2))))
    elseif cell then
      upvaluejoin(wrapped, i, cell, 1)
      -- A script has no such `help`, and needs none.
      if not is_own_help(name) then
        local stands_for = name == "_" and not cells._ and "_" .. latest
        used[#used + 1], used.underscore = stands_for or name, stands_for or used.underscore
      end
    end
    i = i + 1
    name = getupvalue(wrapped, i)
  end
  return wrapped
end

---------------------------------------------------------------------------------------------------------- results ---

-- About how many bytes a value takes, with all that it leads to; `most` where that is more. Tables are read raw. Values that
-- results share are counted for each of them.
local function size_of(value, most)
  if type(value) == "string" then return #value + 32 end
  if type(value) ~= "table" then return 64 end
  local seen, waiting, n, size = {[value] = true}, {value}, 1, 0
  local tables = most // 200 + 1  -- of which this keeps a list, too
  while n > 0 do
    local t = waiting[n]
    waiting[n] = nil
    n = n - 1
    size = size + 56 + 16 * rawlen(t)
    for key, item in next, t do
      if type(key) ~= "number" then size = size + 40 end
      if type(item) == "string" then
        size = size + #item + 24
      elseif type(item) == "table" and not seen[item] then
        seen[item] = true
        n = n + 1
        waiting[n] = item
        tables = tables - 1
      end
      if size >= most or tables < 0 then return most end
    end
  end
  return size
end

local function drop_first()
  total = total - sizes[first]
  results[first], sizes[first] = nil, nil
  first = first + 1
end

-- Takes the results of an input that has run, a list with `n`, or nil and the value of its error. The first of them get names, as many as are kept at all; the
-- oldest results go where they are too many, or take more than the session's budget. What came last stays in any case.
function session.keep(values, problem)
  if not values then
    session.error = problem
    return
  end
  local numbers, budget = {}, native.budget()
  local newest = count
  for i = 1, values.n do
    local value = values[i]
    if value ~= nil and count - newest < KEPT then
      local ok, size = pcall(size_of, value, budget)
      sizes[count + 1], results[count + 1] = ok and size or budget, value
      count = count + 1
      total = total + sizes[count]
      numbers[i] = count
      if count == newest + 1 then latest, latest_value = count, value end
    end
  end
  values.numbers = numbers
  last = values
  if values.n > 0 then shown = values end
  while count - first >= KEPT or total > budget and first <= newest do drop_first() end
end

-- Lets go of all results, of what was shown, and of the last error.
function session.forget()
  results, sizes, total, first = {}, {}, 0, count + 1
  latest, latest_value, said = nil, nil, count
  last = {n = 0, numbers = {}}
  shown, session.error = last, false
  collectgarbage()
end

-- About the last input: `has_table`, whether one of its results is a table; `names`, what each is called (false for those that have no
-- name); `used`, the names of the session that it uses, and `underscore`, the result that `_` stood for there; `gone_first` and
-- `gone_last`, the results that its own have driven out for their size, where nobody has been told yet.
function session.describe()
  local about = {has_table = false, names = {}, used = used, underscore = used.underscore}
  for i = 1, last.n < KEPT and last.n or KEPT do
    about.has_table = about.has_table or type(last[i]) == "table"
    about.names[i] = last.numbers[i] and "_" .. last.numbers[i] or false
  end
  if first - 1 > said then
    if count - first < KEPT - 1 then about.gone_first, about.gone_last = said + 1, first - 1 end
    said = first - 1
  end
  return about
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

return session
