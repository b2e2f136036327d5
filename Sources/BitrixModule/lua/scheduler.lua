-- bitrix.map: many calls at once, on one thread.
--
-- A map has workers: coroutines that take one element after the other. Where a host function has to wait inside of one, it
-- yields the ticket of its call (native.resume says so) to the loop that drives the worker; the loop waits until any call has
-- ended (native.wait) and resumes the worker that waits for it. A map inside a worker starts no loop of its own where it can
-- yield: its workers join that loop, and it is parked until they are done. Where Lua cannot yield, as in a comparator of
-- table.sort, host functions wait by themselves, and a map there has a loop of its own.
local native, part = ...
local lua, arguments, errors = part "library", part "arguments", part "errors"
local error, ipairs, next, rawget, select, setmetatable, tostring, type =
  lua.error, lua.ipairs, lua.next, lua.rawget, lua.select, lua.setmetatable, lua.tostring, lua.type
local getmetatable, pcall, rawequal = lua.getmetatable, lua.pcall, lua.rawequal
local close, create, running, status, yield = lua.close, lua.create, lua.running, lua.status, lua.yield
local find, format, mathtype, max, tointeger = lua.find, lua.format, lua.mathtype, lua.max, lua.tointeger
local bad_argument, shown, unknown = arguments.bad_argument, arguments.shown, arguments.unknown
local Error, element_text, place = errors.Error, errors.element_text, errors.place
local context = part("request").context
local null = native.null
local MAP_OPTIONS = arguments.options.map
local CONCURRENCY, MOST = 8, 1000  -- workers unless said otherwise, and at the most
local REQUESTS = 2                 -- under way at once unless said otherwise: what a portal's queue takes
local DEEPEST = 180                -- maps inside each other; closing them takes C calls, of which Lua has 200

--------------------------------------------------------------------------------------------------------- the loop ---

local waiting = {}  -- ticket → worker
local worker_of = setmetatable({}, {__mode = "k"})  -- coroutine → worker
local YIELDED = "attempt to yield from a function that bitrix.map calls"
local PARKED = {}   -- yielded by a map that waits for its workers

local function push(loop, worker)
  loop.last = loop.last + 1
  loop[loop.last] = worker
end

local function pop(loop)
  while loop.first <= loop.last do
    local worker = loop[loop.first]
    loop[loop.first] = nil
    loop.first = loop.first + 1
    if not worker.is_closed then return worker end
  end
end

-- Ends a worker, whatever it waits for; its to-be-closed variables run.
local function close_worker(worker)
  worker.is_closed = true
  if worker.ticket then
    waiting[worker.ticket] = nil
    native.cancel(worker.ticket)
  end
  if status(worker.thread) == "suspended" or status(worker.thread) == "dead" then close(worker.thread) end
  local group = worker.group
  group.workers[worker] = nil
  group.alive = group.alive - 1
  if group.taker == worker then group.give_turn() end
end

local function start_worker(group)
  local worker = {group = group}
  worker.thread = create(function() group.work(worker) end)
  worker_of[worker.thread] = worker
  group.workers[worker] = true
  group.alive = group.alive + 1
  push(group.loop, worker)
end

-- Lets a worker run until it waits again or ends.
local function step(worker)
  local group, allowed, depth, ticket = worker.group, context.concurrency, context.depth, worker.ticket
  context.concurrency, context.depth = group.requests, group.depth
  worker.ticket = nil
  local outcome, value = native.resume(worker.thread)
  context.concurrency, context.depth = allowed, depth
  if mathtype(outcome) == "integer" then
    worker.ticket = outcome
    waiting[outcome] = worker
  elseif outcome == nil and value == PARKED then
    return  -- the last worker of the inner map wakes it, or whoever takes an element
  else
    local was_taking = group.taker == worker
    if outcome == false and ticket then native.cancel(ticket) end  -- a script has closed the coroutine
    close_worker(worker)
    if outcome == false then  -- what the worker itself did not catch: a stop from outside
      group.fatal = {value}
    elseif outcome == nil and was_taking then  -- the list itself has yielded: there is no more to come from it
      group.is_exhausted = true
      group.record(group.taken + 1, nil, false, YIELDED)
    elseif outcome == nil then
      group.record(worker.index, worker.item, false, YIELDED)
      start_worker(group)
    end
  end
  if group.parent and (group.alive == 0 or group.fatal) then
    push(group.loop, group.parent)
    group.parent = nil
  end
end

-- Drives every worker of a loop until those of one map are done.
local function drive(loop, group)
  while group.alive > 0 and not group.fatal do
    local worker = pop(loop)
    if not worker then
      local ticket, problem = native.wait()
      -- Where hooks run, a stop is raised before this; in finalizers they do not.
      if not ticket then error(native.stopped() and "interrupted!" or "bitrix.map: " .. problem, 0) end
      worker = waiting[ticket]
      if worker then
        waiting[ticket] = nil
        if worker.group.loop ~= loop then
          push(worker.group.loop, worker)  -- that of a map further out
          worker = nil
        end
      end
    end
    if worker then step(worker) end
  end
end

-------------------------------------------------------------------------------------------------------------- map ---

-- Says how far a stopped map got, and ends what is still under way, however the map ends.
local Guard = {__close = function(self)
  local group = self.group
  for worker in next, group.workers do close_worker(worker) end
  if not group.is_outermost then return end
  context.is_mapping, context.concurrency, context.depth = false, nil, nil  -- also where a stop came between
  native.progress_ends(group.done, group.total)
end}
native.shield(Guard.__close)  -- a stop that insists comes behind it

-- What is wrong with a list, or nil. A table with named fields would lose them in silence, options above all; so would one with a
-- hole, of which Lua's # may see any part. Tables with a metatable are lists as that says. `hole` tells of a missing element.
local function checked_list(list, expected, call, options, hole)
  if type(list) == "function" then return end
  if type(list) ~= "table" then return format("%s expected, got %s", expected, shown(list)) end
  if getmetatable(list) then return end
  local count, last = 0, 0
  for key in next, list do
    if mathtype(key) == "integer" and key >= 1 then
      count = count + 1
      last = max(last, key)
    elseif key ~= "n" then  -- which table.pack writes
      for _, name in ipairs(options) do
        if key == name then
          return format("options stand in a second table: bitrix.%s; got the field %s in the list", call, shown(key))
        end
      end
      return format("%s expected, got a table with the field %s", expected, shown(key))
    end
  end
  if count == last then return end
  local index = 1
  while rawget(list, index) ~= nil do index = index + 1 end
  return format(hole, index)
end

-- A function that gives the next element and its index, and how many there are where that is known.
local function taker(list)
  local index = 0
  if type(list) == "function" then
    return function()
      local item = list()
      if item == nil then return end
      index = index + 1
      return item, index
    end
  end
  local count = #list
  return function()
    if index >= count then return end
    index = index + 1
    return list[index], index
  end, count
end

------------------------------------------------------------------------------------------------ errors of elements ---

-- Whether what happened to one element would happen to all: the key is refused, or the server is not there.
local REFUSED = {
  SCOPE_DENIED = true, IP_NOT_ALLOWED = true, OAUTH_REQUIRED = true, WAITLIST_PENDING = true,
  MANAGEMENT_KEY_NO_ENTITY_ACCESS = true,
}
local UNREACHABLE = {
  CONNECTION_REFUSED = true, CONNECT_FAILED = true, CONNECT_TIMEOUT = true, HOST_NOT_FOUND = true, LOOKUP_FAILED = true,
  PROXY_FAILED = true, PROXY_UNAVAILABLE = true, CERTIFICATE_INVALID = true, TLS_FAILED = true,
}
local function concerns_all(fields)
  local code, kind = rawget(fields, "code"), rawget(fields, "kind")
  if kind == "api" then return rawget(fields, "status") == 401 or REFUSED[code] or false end
  if kind == "network" then return UNREACHABLE[code] or false end
  return kind == "config" and code ~= "NOT_RECORDED" and code ~= "INVALID_PATH"
end

-- A copy of a table, without its metatable.
local function copied(fields)
  local copy = {}
  for name, value in next, fields do copy[name] = value end
  return copy
end

local function is_error(value) return rawequal(getmetatable(value), Error) end

-- The text of an error value, whatever it is.
local function message_of(value)
  local ok, text = pcall(tostring, value)
  return ok and text or type(value)
end

-- Calls `fn` for every element of `list`. Settings: `concurrency`, `requests`, `collects`, `where`; `size` of an element,
-- `total` of all, for the progress line; `is_over`, which says that no element begins any more. Returns the results, or raises
-- the first error: elements begin in the list's order, and none behind an error, so whatever comes first has ended by then.
local function run(list, fn, settings)
  local take, count = taker(list)
  local results, first_error, error_index, refusal = {}, nil, nil, nil
  local thread = native.can_wait() and worker_of[running()] or nil
  local depth = (context.depth or 0) + 1
  if depth > DEEPEST then error("C stack overflow (too many bitrix.map inside each other)", 3) end
  local group = {
    workers = {}, alive = 0, done = 0, taken = 0, total = settings.total or count, requests = settings.requests, parent = thread,
    depth = depth, loop = thread and thread.group.loop or {first = 1, last = 0}, is_outermost = not thread and not context.is_mapping,
  }
  -- A map inside of another adds to what that allows, and takes nothing away from it.
  if not group.is_outermost then group.requests = max(group.requests or 0, context.concurrency or REQUESTS) end

  -- An error object that no Lua function of the script raised gets the place where the map was called.
  local function placed(value)
    if is_error(value) and not rawget(value, "where") then value.where = settings.where end
    return value
  end

  -- An error says which element it is about: in fields, where it has any, else in its text.
  local function named(value, index, item)
    if not is_error(value) then
      if not settings.collects then
        local is_text = type(value) == "string" and not find(value, " %(element %d+[^\n]*%)$")  -- of a map further inside
        return is_text and format("%s (%s)", value, element_text(index, item)) or value
      end
      -- Beside results, an error has to be told from a string that `fn` returns.
      value = setmetatable(
        {kind = "script", code = "SCRIPT_ERROR", message = message_of(value), value = value, call = "map"}, Error)
    end
    if rawget(value, "element") == nil then value.element, value.item = index, item end
    return placed(value)
  end

  function group.record(index, item, ok, value)
    if ok then
      if value ~= nil then results[index] = value end
    else
      value = named(value, index, item)
      if settings.collects then
        results[index] = value
        if not refusal and is_error(value) and concerns_all(value) then refusal = value end
      elseif not error_index or index < error_index then
        first_error, error_index = value, index
      end
    end
    group.done = group.done + (settings.size and settings.size(index) or 1)
    if group.is_outermost then native.progress(group.done, group.total) end
  end

  -- The next element. A function that gives them may wait for an answer: nobody else calls it meanwhile.
  local turns = {first = 1, last = 0}
  function group.give_turn()
    group.taker = nil
    local next_one = pop(turns)
    if next_one then push(group.loop, next_one) end
  end
  local function take_in_turn(worker)
    while group.taker do
      push(turns, worker)
      yield(PARKED)
    end
    if group.is_exhausted then
      group.give_turn()
      return true
    end
    group.taker = worker
    local ok, item, index = pcall(take)
    group.give_turn()
    return ok, item, index
  end

  local function is_over() return error_index or settings.is_over and settings.is_over() end

  function group.work(worker)
    while not group.is_exhausted and not is_over() do
      local ok, item, index = take_in_turn(worker)
      if not ok then
        group.is_exhausted = true
        if native.stopped() then error(item, 0) end
        group.record(group.taken + 1, nil, false, item)
        return
      end
      if not index then
        group.is_exhausted = true
        return
      end
      group.taken = index
      if is_over() then return end  -- since it asked for the element
      if refusal then  -- as this element would be
        local fields = copied(refusal)
        fields.element, fields.item = index, item
        group.record(index, item, false, setmetatable(fields, Error))
      else
        worker.index, worker.item = index, item
        local value
        ok, value = pcall(fn, item)
        if not ok and native.stopped() then error(value, 0) end
        group.record(index, item, ok, value)
      end
    end
  end

  local guard <close> = setmetatable({group = group}, Guard)
  if group.is_outermost then
    context.is_mapping = true
    native.progress(0, group.total)
  end
  for _ = 1, count and count < settings.concurrency and count or settings.concurrency do start_worker(group) end
  if thread then
    while group.alive > 0 and not group.fatal do yield(PARKED) end
  else
    drive(group.loop, group)
  end
  if group.fatal then error(placed(group.fatal[1]), 0) end
  -- Positions hold, as in lists that the API sends: no nil cuts # and ipairs short.
  for index = 1, group.taken do
    if results[index] == nil then results[index] = null end
  end
  if error_index then
    if is_error(first_error) and rawget(first_error, "results") == nil then first_error.results = results end
    error(first_error, 0)
  end
  return results
end

-- How many workers and requests at once the options want, and whether errors are collected; or nil and what is wrong.
local function checked_settings(options, known)
  if options == nil then return {concurrency = CONCURRENCY} end
  if type(options) ~= "table" then return nil, "table of options expected, got " .. shown(options) end
  for name in next, options do
    local is_known = false
    for _, candidate in ipairs(known) do is_known = is_known or name == candidate end
    if type(name) ~= "string" then
      return nil, "named options expected, such as {concurrency=8}; got the element " .. shown(name)
    elseif not is_known then
      return nil, unknown("option", name, known)
    end
  end
  local concurrency, errors = rawget(options, "concurrency"), rawget(options, "errors")
  local workers = mathtype(concurrency) and tointeger(concurrency)
  if concurrency ~= nil and not (workers and workers >= 1 and workers <= MOST) then
    return nil, format("concurrency: integer from 1 to %d expected, got %s", MOST, shown(concurrency))
  elseif errors ~= nil and errors ~= "collect" and errors ~= "raise" then
    return nil, 'errors: "collect" or "raise" expected, got ' .. shown(errors)
  end
  return {concurrency = workers or CONCURRENCY, requests = workers, collects = errors == "collect"}
end

-- bitrix.map(list, fn [, {concurrency = 8, errors = "collect"}])
local function map(...)
  local list, fn, options = ...
  if select("#", ...) == 0 then bad_argument(1, "map", "table or function that gives elements expected, got no value") end
  local unfit = checked_list(list, "table or function that gives elements", "map(list, fn, {errors = …})", MAP_OPTIONS,
    "list without holes expected, element %d is nil")
  if unfit then
    bad_argument(1, "map", unfit)
  elseif type(fn) ~= "function" and not rawget(getmetatable(fn) or {}, "__call") then
    bad_argument(2, "map", "function expected, got " .. (select("#", ...) < 2 and "no value" or shown(fn)))
  end
  local settings, problem = checked_settings(options, MAP_OPTIONS)
  if not settings then bad_argument(3, "map", problem) end
  settings.where = place(2)
  local results = run(list, fn, settings)
  return results  -- no tail call above: error positions count this function's level
end

return {
  map = map, run = run, taker = taker, checked_list = checked_list, checked_settings = checked_settings,
  concerns_all = concerns_all, copied = copied,
}
