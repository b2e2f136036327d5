-- Sends requests through the host, and turns answers into records or into the fields of error objects.
local native, part = ...
local lua, arguments, errors = part "library", part "arguments", part "errors"
local format, match, rawget, tonumber, type = lua.format, lua.match, lua.rawget, lua.tonumber, lua.type
local shown = arguments.shown
local api_error, printable, raise, response_error, status_error =
  errors.api_error, errors.printable, errors.raise, errors.response_error, errors.status_error

-- Whether a record may be handed out as the one with this id. One without an id may: no field is sure to come.
local function is_about(record, id)
  local own = rawget(record, "id") or rawget(record, "ID")
  if type(own) == "string" then
    local digits = match(own, "^%s*(%d+)%s*$")
    own = digits and tonumber(digits) or own
  end
  return own == nil or own == id
end

-- What the caller's surroundings allow: `concurrency`, requests at once, nil outside of bitrix.map; `depth`, maps around it.
local context = {}

-- Sends a GET, or a POST of `body`, for the module's function `call`, and returns the `data` of the answer, the whole answer, and the
-- call's id for native.details; or nil and the fields of an error object. With `entity` and `id`, the data has to be that record. Where `is_open`, data of any
-- type will do, and so does an answer that is no envelope, as /v1/openapi.json is.
local function request(call, path, query, body, entity, id, is_open)
  local call_id, status, answer, problem, fault = native.request(path, query, body, context.concurrency)
  local is_other
  if status and not problem and status < 300 and type(answer) == "table" then
    local data = answer.data
    if answer.success == true and (type(data) == "table" or is_open and data ~= nil) then
      if not id or is_about(data, id) and rawget(data, 1) == nil then return data, answer, call_id end
      is_other = not is_about(data, id)
    elseif is_open and answer.success == nil and answer.error == nil and data == nil then
      return answer, answer, call_id
    end
  end

  local fields
  local details = call_id and native.details(call_id) or {}
  if not status then
    fields = answer  -- no answer: the host says why
    if fields.kind == "response" and fields.status and fields.status >= 400 then  -- the status says more than a body that is lost
      fields.kind, fields.code = "api", "HTTP_" .. fields.status
    end
  elseif status >= 300 and status < 400 then
    fields = response_error("REDIRECT", details)
  elseif status >= 400 and (problem or type(answer) ~= "table") then
    fields = status_error(status, details)
  elseif problem then
    fields = response_error(problem, details, fault)
  elseif is_other then
    local own = printable(shown(answer.data.id or answer.data.ID), true)
    fields = response_error("WRONG_RECORD", details)
    fields.message = format("%s %d was asked for, but the answer has the id %s", entity.one, id, own)
  elseif type(answer) == "table" and (answer.success == false or answer.error ~= nil or status >= 400) then
    fields = api_error(answer, status)
  else
    fields = response_error("UNEXPECTED_ANSWER", details)
  end
  if fields.kind ~= "api" then fields.message = native.say(fields.message) end
  if status then fields.status = status end
  if status then fields.retryAfter = details.retryAfter end  -- as it was understood, from the body or from the header
  fields.requestId = details.requestId or fields.requestId
  fields.attempts, fields.elapsed = details.attempts or fields.attempts, details.elapsed or fields.elapsed
  fields.method, fields.path = body and "POST" or "GET", query and path .. "?" .. query or path
  fields.call = call
  return nil, fields
end

-- As `request` for a GET, but raises. `level` is that of the module's function, as for `error`.
local function get(call, path, query, level, entity, id, is_open)
  local data, answer, call_id = request(call, path, query, nil, entity, id, is_open)
  if data == nil then raise(answer, level + 1) end
  return data, answer, call_id
end

return {context = context, request = request, get = get, is_about = is_about}
