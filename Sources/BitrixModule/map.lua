-- bitrix.map and bitrix.contacts: many calls at once, on one thread.
--
-- A map has workers: coroutines that take one element after the other. Where a host function has to wait inside of one, it
-- yields the ticket of its call (native.resume says so) to the loop that drives the worker; the loop waits until any call has
-- ended (native.wait) and resumes the worker that waits for it. A map inside a worker starts no loop of its own where it can
-- yield: its workers join that loop, and it is parked until they are done. Where Lua cannot yield, as in a comparator of
-- table.sort, host functions wait by themselves, and a map there has a loop of its own.
local native = ...
local shared = native.shared
local bitrix = {}
local error, ipairs, next, rawget, select, setmetatable, type = shared.error, shared.ipairs, shared.next, shared.rawget,
  shared.select, shared.setmetatable, shared.type
local getmetatable, pcall, rawequal = shared.getmetatable, shared.pcall, shared.rawequal
local close, create, running, status, yield =
  shared.close, shared.create, shared.running, shared.status, shared.yield
local concat, format, mathtype, min, move, tointeger =
  shared.concat, shared.format, shared.mathtype, shared.min, shared.move, shared.tointeger
local Error, bad_argument, checked_id, checked_include, place, request, scope, shown, unknown =
  shared.Error, shared.bad_argument, shared.checked_id, shared.checked_include, shared.place, shared.request,
  shared.scope, shared.shown, shared.unknown
local MAP_OPTIONS, CONTACTS_OPTIONS = shared.MAP_OPTIONS, shared.CONTACTS_OPTIONS
local CONCURRENCY, MOST = 8, 1000  -- workers unless said otherwise, and at the most
local CALLS_IN_BATCH = 50          -- facts.md 5.2

--------------------------------------------------------------------------------------------------------- the loop ---

local waiting = {}  -- ticket → worker
local worker_of = setmetatable({}, {__mode = "k"})  -- coroutine → worker
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
  worker.group.workers[worker] = nil
  worker.group.alive = worker.group.alive - 1
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
  local group, allowed = worker.group, scope.concurrency
  scope.concurrency = group.requests
  worker.ticket = nil
  local outcome, value = native.resume(worker.thread)
  scope.concurrency = allowed
  if mathtype(outcome) == "integer" then
    worker.ticket = outcome
    waiting[outcome] = worker
  elseif outcome == nil and value == PARKED then
    return  -- the last worker of the inner map wakes it
  else
    close_worker(worker)
    if outcome == false then  -- what the worker itself did not catch: a stop from outside
      group.fatal = {value}
    elseif outcome == nil then
      group.record(worker.index, false, "attempt to yield from a function that bitrix.map calls")
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
      local ticket = native.wait()
      -- Where hooks run, a stop is raised before this; in finalizers they do not.
      if not ticket then error(native.stopped() and "interrupted!" or "bitrix.map waits for nothing", 0) end
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
  scope.is_mapping = false
  native.progress_ends(group.done, group.total)
end}

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

-- Calls `fn` for every element of `list`. Settings: `concurrency`, `requests`, `collects`, `where`; `size` of an element,
-- `total` of all, for the progress line. Returns the results and the number of elements, or raises the first error.
local function run(list, fn, settings)
  local take, count = taker(list)
  local results, first_error, error_index, taken = {}, nil, nil, 0
  local thread = native.can_wait() and worker_of[running()] or nil
  local group = {
    workers = {}, alive = 0, done = 0, total = settings.total or count, requests = settings.requests, parent = thread,
    loop = thread and thread.group.loop or {first = 1, last = 0}, is_outermost = not thread and not scope.is_mapping,
  }

  -- An error object that no Lua function of the script raised gets the place where the map was called.
  local function placed(value)
    if rawequal(getmetatable(value), Error) and not rawget(value, "where") then value.where = settings.where end
    return value
  end

  function group.record(index, ok, value)
    if not ok then
      value = placed(value)
      if not settings.collects and (not error_index or index < error_index) then first_error, error_index = value, index end
    end
    if ok or settings.collects then results[index] = value end
    group.done = group.done + (settings.size and settings.size(index) or 1)
    if group.is_outermost then native.progress(group.done, group.total) end
  end

  function group.work(worker)
    while not group.is_exhausted do
      local ok, item, index = pcall(take)
      if not ok then
        group.is_exhausted = true
        if native.stopped() then error(item, 0) end
        group.record(taken + 1, false, item)
        return
      end
      if not index then
        group.is_exhausted = true
        return
      end
      taken = index
      worker.index = index
      local value
      ok, value = pcall(fn, item)
      if not ok and native.stopped() then error(value, 0) end
      group.record(index, ok, value)
    end
  end

  local guard <close> = setmetatable({group = group}, Guard)
  if group.is_outermost then
    scope.is_mapping = true
    native.progress(0, group.total)
  end
  for _ = 1, count and count < settings.concurrency and count or settings.concurrency do start_worker(group) end
  if thread then
    while group.alive > 0 and not group.fatal do yield(PARKED) end
  else
    drive(group.loop, group)
  end
  if group.fatal then error(placed(group.fatal[1]), 0) end
  if error_index then error(first_error, 0) end
  return results, taken
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
function bitrix.map(...)
  local list, fn, options = ...
  if type(list) ~= "table" and type(list) ~= "function" then
    bad_argument(1, "map", "table or function that gives elements expected, got " .. (select("#", ...) == 0 and "no value" or shown(list)))
  elseif type(fn) ~= "function" and not (getmetatable(fn) or {}).__call then
    bad_argument(2, "map", "function expected, got " .. (select("#", ...) < 2 and "no value" or shown(fn)))
  end
  local settings, problem = checked_settings(options, MAP_OPTIONS)
  if not settings then bad_argument(3, "map", problem) end
  settings.where = place(2)
  local results, count = run(list, fn, settings)
  return results, count  -- no tail call above: error positions count this function's level
end

--------------------------------------------------------------------------------------------------------- contacts ---

local offers_batch = true  -- until the portal says otherwise

-- Errors that another attempt may mend: the contact is asked for by itself then, under the rules for retries.
local TEMPORARY = {RATE_LIMITED = true, QUEUE_TIMEOUT = true, BITRIX_UNAVAILABLE = true, INTERNAL_ERROR = true}

-- Asks for up to 50 contacts at once. Stores records in `found` and fields of error objects in `failed`, by id; ids that are
-- in neither are to be asked for by themselves.
local function fetch_batch(ids, include, found, failed)
  local calls = {}
  local params = include and format(',"params":{"include":"%s"}', include) or ""
  for i = 1, #ids do
    calls[i] = format('{"id":"%d","entity":"contacts","action":"get","entityId":%d%s}', ids[i], ids[i], params)
  end
  local data, answer = request("/v1/batch", nil, '{"calls":[' .. concat(calls, ",") .. "]}")
  if not data then
    -- A portal without batch says so by one of these; whatever else went wrong, single calls tell better.
    if answer.status == 404 or answer.status == 405 or answer.status == 501 then offers_batch = false end
    return
  end
  local results, errors = rawget(data, "results"), rawget(data, "errors")
  for i = 1, #ids do
    local id, key = ids[i], format("%d", ids[i])
    local record = type(results) == "table" and rawget(results, key) or nil
    local problem = type(errors) == "table" and rawget(errors, key) or nil
    if type(problem) == "table" then
      if not TEMPORARY[problem.code] and not problem.retryAfter and type(problem.code) == "string" then
        local fields = {}
        for name, value in next, problem do fields[name] = value end
        fields.kind, fields.method, fields.path, fields.contact = "api", "POST", "/v1/batch", id
        fields.message = fields.message or "the API gave no message"
        fields.attempts, fields.body = 1, problem
        failed[id] = fields
      end
    elseif type(record) == "table" then
      local first = rawget(record, 1)
      found[id] = type(first) == "table" and first or record  -- some entities come as a list of one (facts.md 5.1)
    end
  end
end

-- The ids without repetitions, or nil and what is wrong with one.
local function checked_ids(list)
  local take = taker(list)
  local ids, seen = {}, {}
  for id, index in take do
    local number, problem = checked_id(id, 1)
    if not number then return nil, format("element %d: %s", index, problem) end
    if not seen[number] then
      seen[number] = true
      ids[#ids + 1] = number
    end
  end
  return ids
end

-- bitrix.contacts(ids [, {include = …, batch = false, concurrency = 8, errors = "collect"}])
function bitrix.contacts(...)
  local list, options = ...
  if type(list) ~= "table" and type(list) ~= "function" then
    bad_argument(1, "contacts", "list of ids expected, got " .. (select("#", ...) == 0 and "no value" or shown(list)))
  end
  local ids, problem = checked_ids(list)
  if not ids then bad_argument(1, "contacts", problem) end
  local settings
  settings, problem = checked_settings(options, CONTACTS_OPTIONS)
  if not settings then bad_argument(2, "contacts", problem) end
  local include
  include, problem = checked_include(options and rawget(options, "include"))
  if not include then bad_argument(2, "contacts", problem) end
  local batch = options and rawget(options, "batch")
  if batch ~= nil and type(batch) ~= "boolean" then
    bad_argument(2, "contacts", "batch: boolean expected, got " .. shown(batch))
  end
  if include == "" then include = nil end
  local query = include and "include=" .. include
  local where = place(2)
  local found, failed = {}, {}

  local function fetch_one(id)
    if found[id] or failed[id] then return end
    local data, fields = request("/v1/contacts/" .. id, query)
    if data then found[id] = data else failed[id] = fields end
  end

  local function fetch_some(chunk)
    if offers_batch then fetch_batch(chunk, include, found, failed) end
    for i = 1, #chunk do
      if not found[chunk[i]] and not failed[chunk[i]] then
        run(chunk, fetch_one, settings)
        break
      end
    end
  end

  if batch ~= false and #ids > 1 and offers_batch and native.batches() then
    local chunks = {}
    for i = 1, #ids, CALLS_IN_BATCH do chunks[#chunks + 1] = move(ids, i, min(i + CALLS_IN_BATCH - 1, #ids), 1, {}) end
    local by_chunk = {total = #ids, size = function(index) return #chunks[index] end}
    for name, value in next, settings do by_chunk[name] = value end
    run(chunks, fetch_some, by_chunk)
  else
    run(ids, fetch_one, settings)
  end

  local contacts = {}
  for i = 1, #ids do
    local fields = failed[ids[i]]
    if fields then
      fields.where = where
      local problem = setmetatable(fields, Error)
      if not settings.collects then error(problem, 0) end
      contacts[i] = problem
    else
      contacts[i] = found[ids[i]]
    end
  end
  return contacts
end

return bitrix
