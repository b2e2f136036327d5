-- bitrix.contacts, and the same for every other entity: many records by id, packed in batches where the portal offers that.
local native, part = ...
local lua, arguments, errors = part "library", part "arguments", part "errors"
local error, ipairs, next, rawget, select, setmetatable, tostring, type =
  lua.error, lua.ipairs, lua.next, lua.rawget, lua.select, lua.setmetatable, lua.tostring, lua.type
local concat, find, format, min, move = lua.concat, lua.find, lua.format, lua.min, lua.move
local bad_argument, checked_id, checked_include, shown =
  arguments.bad_argument, arguments.checked_id, arguments.checked_include, arguments.shown
local Error, place = errors.Error, errors.place
local requests, scheduler = part "request", part "scheduler"
local is_about, request = requests.is_about, requests.request
local run, taker, checked_list, checked_settings =
  scheduler.run, scheduler.taker, scheduler.checked_list, scheduler.checked_settings
local concerns_all, copied = scheduler.concerns_all, scheduler.copied
local OPTIONS = arguments.options.many
local CALLS_IN_BATCH = 50    -- as many as the API takes

-- The statuses of errors that stand in an answer of 200, by docs/api.md, sections 5 and 6. A record with any other error is
-- asked for by itself, which tells the status, and repeats what may go better next time.
local STATUS_OF = {ENTITY_NOT_FOUND = 404, ACCESS_DENIED = 403, SCOPE_DENIED = 403, TOKEN_MISSING = 401}

-- Asks for up to 50 records at once. Stores records in `found` and fields of error objects in `failed`, by id; ids that are
-- in neither are to be asked for by themselves. Returns the fields of an error that concerns all records, where there was one.
local function fetch_batch(entity, ids, include, found, failed)
  local calls = {}
  local params = include and format(',"params":{"include":"%s"}', include) or ""
  for i = 1, #ids do
    calls[i] = format('{"id":"%d","entity":"%s","action":"get","entityId":%d%s}', ids[i], entity.path, ids[i], params)
  end
  local data, answer, call_id = request(entity.many, "/v1/batch", nil, '{"calls":[' .. concat(calls, ",") .. "]}")
  if not data then
    -- A portal without batch says so by one of these, and a key that may only read may be refused a POST; whatever else went
    -- wrong, single calls tell better.
    local status = answer.status
    if status == 403 or status == 404 or status == 405 or status == 501 then
      native.lacks_batches()
      return nil
    end
    return concerns_all(answer) and answer or nil
  end
  local details, pause, reason = native.details(call_id) or {}, 0, nil
  local results, errors = rawget(data, "results"), rawget(data, "errors")
  for i = 1, #ids do
    local id, key = ids[i], format("%d", ids[i])
    local record = type(results) == "table" and rawget(results, key) or nil
    local problem = type(errors) == "table" and rawget(errors, key) or nil
    if type(problem) == "table" then
      if STATUS_OF[problem.code] then
        local fields = copied(problem)
        fields.kind, fields.method, fields.path, fields[entity.one] = "api", "POST", "/v1/batch", id
        fields.status, fields.message = STATUS_OF[problem.code], fields.message or native.say("the API gave no message")
        fields.requestId = details.requestId or fields.requestId
        fields.attempts, fields.elapsed, fields.body, fields.call = details.attempts, details.elapsed, problem, entity.many
        failed[id] = fields
      else
        local asked = native.seconds(problem.retryAfter)
        if asked and asked > pause then pause, reason = asked, tostring(problem.code) end
      end
    elseif type(record) == "table" and next(record) ~= nil then
      local first = rawget(record, 1)
      record = type(first) == "table" and first or record  -- some entities come as a list of one
      if is_about(record, id) then found[id] = record end
    end
  end
  if reason then native.hold(pause, reason) end
end

-- The ids without repetitions; then, in the order of the list, each of them and, if errors are collected, an error object for
-- each element that is none; and where in the list they stood. Or nil and what is wrong with an element.
local function checked_ids(entity, list, collects, where)
  local take = taker(list)
  local ids, entries, places, seen = {}, {}, {}, {}
  local is_source = type(list) == "function"
  while true do
    local id, index = take()
    if not index then break end
    local number, problem = checked_id(id, 1)
    if number then
      if not seen[number] then
        seen[number] = true
        ids[#ids + 1], entries[#entries + 1], places[number] = number, number, index
      end
    elseif not (is_source and type(id) == "string" and find(id, "^[\xEF\xBB\xBF%s]*$")) then  -- an empty line of a file
      if not collects then return nil, format("element %d: %s", index, problem) end
      local text = format("%sbad argument #1 to '%s' (%s)", where and where .. ": " or "", entity.many, problem)
      entries[#entries + 1] = setmetatable(
        {kind = "script", code = "SCRIPT_ERROR", message = text, value = id, element = index, item = id, call = entity.many}, Error)
    end
  end
  return ids, entries, places
end

-- bitrix.contacts(ids [, {include = …, batch = false, concurrency = 8, errors = "collect"}]), behind its entity
return function(entity, ...)
  local name, list, options = entity.many, ...
  if select("#", ...) == 0 then bad_argument(1, name, "list of ids expected, got no value") end
  local settings, unfit = checked_settings(options, OPTIONS)
  local where = place(2)
  local ids, entries, places
  local problem = checked_list(list, "list of ids", name .. "({71, 72}, {include = …})", OPTIONS,
    "element %d: positive integer expected, got nil")
  if not problem then ids, entries, places = checked_ids(entity, list, settings and settings.collects, where) end
  if not ids then bad_argument(1, name, problem or entries) end
  if not settings then bad_argument(2, name, unfit) end
  local include
  include, problem = checked_include(entity, options and rawget(options, "include"))
  if not include then bad_argument(2, name, problem) end
  local batch = options and rawget(options, "batch")
  if batch ~= nil and type(batch) ~= "boolean" then
    bad_argument(2, name, "batch: boolean expected, got " .. shown(batch))
  end
  if include == "" then include = nil end
  local query = include and "include=" .. include
  local found, failed = {}, {}
  local refusal  -- the fields of an error that concerns all records: no more are asked for

  -- Behind an error no record is asked for any more, unless errors are collected.
  function settings.is_over() return not settings.collects and next(failed) ~= nil end

  local function fetch_one(id)
    if found[id] or failed[id] then return end
    if refusal then
      failed[id] = copied(refusal)
      return
    end
    local data, fields = request(name, format("/v1/%s/%d", entity.path, id), query, nil, entity, id)
    if data then
      found[id] = data
    else
      failed[id] = fields
      if not refusal and concerns_all(fields) then refusal = fields end
    end
  end

  local function fetch_some(chunk)
    if native.batches() and not refusal then refusal = fetch_batch(entity, chunk, include, found, failed) or refusal end
    for i = 1, #chunk do
      if not found[chunk[i]] and not failed[chunk[i]] then
        run(chunk, fetch_one, settings)
        break
      end
    end
  end

  if batch ~= false and #ids > 1 and native.batches() then
    local chunks = {}
    for i = 1, #ids, CALLS_IN_BATCH do chunks[#chunks + 1] = move(ids, i, min(i + CALLS_IN_BATCH - 1, #ids), 1, {}) end
    local by_chunk = {total = #ids, size = function(index) return #chunks[index] end}
    for name, value in next, settings do by_chunk[name] = value end
    run(chunks, fetch_some, by_chunk)
  else
    run(ids, fetch_one, settings)
  end

  local records, first_error = {}, nil
  for _, entry in ipairs(entries) do
    local record, fields = found[entry], failed[entry]
    if fields then
      fields.where, fields[entity.one], fields.element = where, entry, places[entry]
      record = setmetatable(fields, Error)
      if not settings.collects then
        first_error, record = first_error or record, nil
      end
    end
    if type(entry) == "table" then record = entry end
    if record ~= nil then records[#records + 1] = record end
  end
  if first_error then
    first_error.results = records  -- those that arrived: one missing record does not cost the others
    error(first_error, 0)
  end
  return records
end
