-- bitrix.contacts: many contacts, packed in batches where the portal offers that.
local native = ...
local shared = native.shared
local next, rawget, select, setmetatable, tostring, type =
  shared.next, shared.rawget, shared.select, shared.setmetatable, shared.tostring, shared.type
local concat, format, mathtype, min, move =
  shared.concat, shared.format, shared.mathtype, shared.min, shared.move
local Error, bad_argument, checked_id, checked_include, error, place, request, shown =
  shared.Error, shared.bad_argument, shared.checked_id, shared.checked_include, shared.error, shared.place,
  shared.request, shared.shown
local many = shared.part(3)  -- map.lua
local run, taker, checked_list, checked_settings = many.run, many.taker, many.checked_list, many.checked_settings
local CALLS_IN_BATCH = 50    -- facts.md 5.2

local offers_batch = true  -- until the portal says otherwise

-- The statuses of errors that stand in an answer of 200, by the contract (contact-page.md). A contact with any other error is
-- asked for by itself, which tells the status, and repeats what may go better next time.
local STATUS_OF = {ENTITY_NOT_FOUND = 404, ACCESS_DENIED = 403, SCOPE_DENIED = 403, TOKEN_MISSING = 401}

-- Whether what happened to one contact would happen to all: the key is refused, or the server is not there.
local UNREACHABLE = {
  CONNECTION_REFUSED = true, CONNECT_FAILED = true, CONNECT_TIMEOUT = true, HOST_NOT_FOUND = true, PROXY_FAILED = true,
  CERTIFICATE_INVALID = true, TLS_FAILED = true,
}
local function concerns_all(fields)
  return fields.status == 401 or fields.code == "SCOPE_DENIED" or UNREACHABLE[fields.code]
    or fields.kind == "config" and fields.code ~= "NOT_RECORDED"
end

-- A copy of a table.
local function copied(fields)
  local copy = {}
  for name, value in next, fields do copy[name] = value end
  return copy
end

-- Asks for up to 50 contacts at once. Stores records in `found` and fields of error objects in `failed`, by id; ids that are
-- in neither are to be asked for by themselves. Returns the fields of an error that concerns all contacts, where there was one.
local function fetch_batch(ids, include, found, failed)
  local calls = {}
  local params = include and format(',"params":{"include":"%s"}', include) or ""
  for i = 1, #ids do
    calls[i] = format('{"id":"%d","entity":"contacts","action":"get","entityId":%d%s}', ids[i], ids[i], params)
  end
  local data, answer = request("/v1/batch", nil, '{"calls":[' .. concat(calls, ",") .. "]}")
  if not data then
    -- A portal without batch says so by one of these, and a key that may only read may be refused a POST; whatever else went
    -- wrong, single calls tell better.
    local status = answer.status
    if status == 403 or status == 404 or status == 405 or status == 501 then offers_batch = false end
    return status == 401 and answer or nil
  end
  local details, pause, reason = native.details(), 0, nil
  local results, errors = rawget(data, "results"), rawget(data, "errors")
  for i = 1, #ids do
    local id, key = ids[i], format("%d", ids[i])
    local record = type(results) == "table" and rawget(results, key) or nil
    local problem = type(errors) == "table" and rawget(errors, key) or nil
    if type(problem) == "table" then
      if STATUS_OF[problem.code] then
        local fields = copied(problem)
        fields.kind, fields.method, fields.path, fields.contact = "api", "POST", "/v1/batch", id
        fields.status, fields.message = STATUS_OF[problem.code], fields.message or "the API gave no message"
        fields.requestId = details.requestId or fields.requestId
        fields.attempts, fields.elapsed, fields.body = details.attempts, details.elapsed, problem
        failed[id] = fields
      elseif mathtype(problem.retryAfter) and problem.retryAfter > pause then
        pause, reason = problem.retryAfter, tostring(problem.code)
      end
    elseif type(record) == "table" and next(record) ~= nil then
      local first = rawget(record, 1)
      found[id] = type(first) == "table" and first or record  -- some entities come as a list of one (facts.md 5.1)
    end
  end
  if reason then native.hold(pause, reason) end
end

-- The ids without repetitions, or nil and what is wrong with one.
local function checked_ids(list)
  local take = taker(list)
  local ids, seen = {}, {}
  while true do
    local id, index = take()
    if not index then break end
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
local function contacts(...)
  local list, options = ...
  if select("#", ...) == 0 then bad_argument(1, "contacts", "list of ids expected, got no value") end
  local ids
  local problem = checked_list(list, "list of ids")
  if not problem then ids, problem = checked_ids(list) end
  if not ids then bad_argument(1, "contacts", problem) end
  local settings
  settings, problem = checked_settings(options, shared.CONTACTS_OPTIONS)
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
  local refusal  -- the fields of an error that concerns all contacts: no more are asked for

  local function fetch_one(id)
    if found[id] or failed[id] then return end
    if refusal then
      failed[id] = copied(refusal)
      failed[id].contact = id
      return
    end
    local data, fields = request("/v1/contacts/" .. id, query)
    if data then
      found[id] = data
    else
      failed[id] = fields
      if not refusal and concerns_all(fields) then refusal = fields end
    end
  end

  local function fetch_some(chunk)
    if offers_batch and not refusal then refusal = fetch_batch(chunk, include, found, failed) or refusal end
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

  local records = {}
  for i = 1, #ids do
    local fields = failed[ids[i]]
    if fields then
      fields.where = where
      local problem = setmetatable(fields, Error)
      if not settings.collects then error(problem, 0) end
      records[i] = problem
    else
      records[i] = found[ids[i]]
    end
  end
  return records
end

return {contacts = contacts}
