-- The Lua part of the module `bitrix`: checks arguments, sends the call through the host, and turns the answer into the
-- record or into an error object. `native` holds the host's functions (see BitrixModule.swift).
--
-- Library functions are kept in locals, so that a script that changes a global does not change this module.
local native = ...
local error, ipairs, load, next, rawget, select, setmetatable, tonumber, tostring, type =
  error, ipairs, load, next, rawget, select, setmetatable, tonumber, tostring, type
local tointeger, mathtype = math.tointeger, math.type
local byte, format, gmatch, gsub, lower, match, sub =
  string.byte, string.format, string.gmatch, string.gsub, string.lower, string.match, string.sub
local concat, getinfo, utf8len = table.concat, debug.getinfo, utf8.len

local bitrix = {_VERSION = native.version(), null = native.null, fields = native.fields}

-- What a call accepts. The order is the order in messages.
local CONTACT_OPTIONS = {"include"}
local CONTACT_INCLUDES = {"company", "requisite"}
local MAP_OPTIONS = {"concurrency", "errors"}
local CONTACTS_OPTIONS = {"include", "batch", "concurrency", "errors"}
local SETTINGS = {"connect_timeout", "timeout", "max_answer", "attempts", "max_wait", "max_total_wait"}

-- The same for tools: function → argument → option → list of its values, or true. Made when `require "bitrix.options"` asks.
package.preload["bitrix.options"] = function()
  local settings, errors, includes = {}, {"collect", "raise"}, {table.unpack(CONTACT_INCLUDES)}
  for _, name in ipairs(SETTINGS) do settings[name] = true end
  return {
    ["bitrix.contact"] = {[2] = {include = includes}},
    ["bitrix.contacts"] = {[2] = {include = includes, batch = true, concurrency = true, errors = errors}},
    ["bitrix.map"] = {[3] = {concurrency = true, errors = errors}},
    ["bitrix.configure"] = {[1] = settings},
  }
end

-- How a wrong value is shown: strings, numbers and the like as written in Lua, others by type.
local function shown(value)
  if type(value) == "string" then
    local text = format("%q", #value <= 40 and value or sub(value, 1, 37))
    return gsub(text, "\\\n", "\\n") .. (#value <= 40 and "" or "...")
  elseif type(value) == "number" or value == nil or type(value) == "boolean" then
    return value ~= value and "nan" or tostring(value)  -- whose sign C would show
  end
  return value == native.null and "bitrix.null" or type(value)
end

---------------------------------------------------------------------------------------------------- nearest names ---

-- The number of letters to add, drop, change or swap until `a` is `b`.
local function distance(a, b)
  local before, row = {}, {}
  for j = 0, #b do row[j] = j end
  for i = 1, #a do
    local above = row
    row = {[0] = i}
    for j = 1, #b do
      local same = byte(a, i) == byte(b, j)
      local best = above[j - 1] + (same and 0 or 1)
      if above[j] + 1 < best then best = above[j] + 1 end
      if row[j - 1] + 1 < best then best = row[j - 1] + 1 end
      if i > 1 and j > 1 and byte(a, i) == byte(b, j - 1) and byte(a, i - 1) == byte(b, j) and before[j - 2] + 1 < best then
        best = before[j - 2] + 1
      end
      row[j] = best
    end
    before = above
  end
  return row[#b]
end

-- The known name that is most like `name`, or nil where none is near.
local function nearest(name, known)
  local found, least = nil, #name // 3 + 2
  for _, candidate in ipairs(known) do
    local d = #name < 64 and distance(lower(name), lower(candidate)) or least
    if d < least then found, least = candidate, d end
  end
  return found
end

-- "unknown include 'compny' (did you mean 'company'? known: company, requisite)"
local function unknown(what, name, known)
  local hint = type(name) == "string" and nearest(name, known)
  return format("unknown %s %s; %sknown: %s", what, shown(name), hint and format('did you mean "%s"? ', hint) or "",
    concat(known, ", "))
end

-------------------------------------------------------------------------------------------------------- arguments ---

-- Raises Lua's usual message, at the place that called the module's function. Called by that function only.
local function bad_argument(index, name, problem)
  error(format("bad argument #%d to '%s' (%s)", index, name, problem), 3)
end

-- The id as an integer, or nil and what is wrong with it. Strings come from files: white space round the digits, such as the
-- end of a Windows line, is not part of the id, nor is the mark with which some editors begin a file.
local function checked_id(id, given)
  local number = id
  if type(id) == "string" then
    local digits = match(id, "^%s*(%d+)%s*$") or match(id, "^\xEF\xBB\xBF%s*(%d+)%s*$")
    number = digits and tonumber(digits)
  end
  number = mathtype(number) and tointeger(number)
  if number and number > 0 then return number end
  return nil, "positive integer expected, got " .. (given == 0 and "no value" or shown(id))
end

-- The include names as the query wants them, "" for an empty list or none at all, or nil and what is wrong.
local function checked_include(include)
  local names = include
  if include == nil then
    return ""
  elseif type(include) == "string" then
    names = {}
    for name in gmatch(include .. ",", "([^,]*),") do names[#names + 1] = match(name, "^%s*(.-)%s*$") end
  elseif type(include) ~= "table" then
    return nil, "include: string or list of strings expected, got " .. shown(include)
  end

  local count, wanted, seen = 0, {}, {}
  for key in next, names do
    if mathtype(key) ~= "integer" or key < 1 then
      return nil, format('include: list of names expected, got the field %s; write include={"company"}', shown(key))
    end
    count = count + 1
  end
  for i = 1, count do
    local name = rawget(names, i)
    if name == nil then return nil, format("include: the list has a hole at %d", i) end
    if type(name) ~= "string" then return nil, format("include: string expected at %d, got %s", i, shown(name)) end
    local known = false
    for _, candidate in ipairs(CONTACT_INCLUDES) do known = known or candidate == name end
    if not known then return nil, unknown("include", name, CONTACT_INCLUDES) end
    if not seen[name] then
      seen[name] = true
      wanted[#wanted + 1] = name
    end
  end
  return concat(wanted, ",")
end

-- The query of a contact call, true for none, or nil and what is wrong with its options.
local function checked_options(options)
  if options == nil then return true end
  if type(options) ~= "table" then return nil, "table of options expected, got " .. shown(options) end
  for name in next, options do
    if type(name) ~= "string" then
      return nil, 'named options expected, such as {include={"company"}}; got the element ' .. shown(name)
    elseif name ~= "include" then
      return nil, unknown("option", name, CONTACT_OPTIONS)
    end
  end
  local include, problem = checked_include(rawget(options, "include"))
  if not include then return nil, problem end
  return include == "" or "include=" .. include
end

----------------------------------------------------------------------------------------------------------- errors ---

local Error = {__name = "bitrix.Error", __traceback = true}

-- "element 2: 999999" of a list that bitrix.map or bitrix.contacts was given; nil for an error outside of lists.
local function element_text(index, item)
  if mathtype(index) ~= "integer" then return nil end
  local shows = type(item) == "number" or type(item) == "string"
  return format("element %d%s", index, shows and ": " .. shown(item) or "")
end

function Error.__tostring(e)
  local contact = mathtype(e.contact) == "integer" and format("contact %d", e.contact) or nil
  local element = element_text(e.element, not contact and rawget(e, "item"))
  local about = contact and element and contact .. ", " .. element or contact or element
  if e.kind == "script" then return tostring(e.message) .. (about and " (" .. about .. ")" or "") end  -- Lua's own words
  local status = e.status and tostring(e.status) or nil
  local notes = status and about and status .. "; " .. about or status or about
  return format("%s%s: %s%s", e.where and e.where .. ": " or "", tostring(e.code), tostring(e.message),
    notes and " (" .. notes .. ")" or "")
end

function Error.__concat(a, b) return tostring(a) .. tostring(b) end

function Error.__len(e) return #tostring(e) end

-- What scripts do with error strings works on error objects, too: e:match("NOT_FOUND"), e:find(…).
local text_methods = {}
for _, name in ipairs {"byte", "find", "gmatch", "gsub", "len", "lower", "match", "rep", "reverse", "sub", "upper"} do
  local method = string[name]
  text_methods[name] = function(e, ...) return method(tostring(e), ...) end
end
Error.__index = text_methods
native.set_error_metatable(Error)

-- Where Lua code called the module: "report.lua:12", or nil if C called it. `level` as for `error`, seen from here.
local function place(level)
  local info = getinfo(level + 1, "Sl")
  if info and info.currentline > 0 then return format("%s:%d", info.short_src, info.currentline) end
end

-- Raises an error object with the given fields, at the place that called the module's function.
local function raise(fields, level)
  fields.where = place(level + 1)
  error(setmetatable(fields, Error), 0)
end

-- A piece of a body that a terminal can show: one line, no control characters, cut after about 120 bytes.
local function printable(excerpt, whole)
  local cut = utf8len(excerpt) and excerpt or gsub(excerpt, "[\x80-\xff]", "?")
  cut = gsub(gsub(cut, "%s+", " "), "[%c\x7f]", "?")
  cut = gsub(cut, "\xc2[\x80-\x9f]", "?")
  return (match(cut, "^ ?(.-) ?$")) .. (whole and "" or "…")
end

local RESPONSE_PROBLEMS = {
  EMPTY_ANSWER = "the answer is empty",
  INVALID_JSON = "the answer is not JSON",
  INVALID_UTF8 = "the answer is not UTF-8",
  INVALID_STRING = "the answer holds a text with a broken escape",
  TOO_DEEP = "the answer nests too deep",
  UNEXPECTED_ANSWER = "the answer is JSON, but not in the form that the API documents",
  WRONG_RECORD = "the answer is about another record than the one that was asked for",
  INCLUDE_SKIPPED = "the API leaves out what include asks for in lists of more than 200 records",
  REDIRECT = "the server sends the request elsewhere",
}

-- The fields of an error of kind "response": what came is no answer of the API. `fault` is the place of a damaged string.
local function response_error(code, answer, fault)
  local message = RESPONSE_PROBLEMS[code]
  local excerpt = answer.excerpt and printable(answer.excerpt, answer.isWhole)
  if code == "REDIRECT" and not answer.location then
    message = "the server answers with a redirect that leads nowhere"
  elseif answer.location then
    message = format("%s, to %s; set VIBE_URL to the right address", message, printable(answer.location, true))
  elseif fault then
    message = format("%s, at %s", message, printable(fault, true))
  elseif excerpt and excerpt ~= "" then
    message = format("%s: %s", message, excerpt)
  end
  return {kind = "response", code = code, message = message, excerpt = excerpt}
end

-- Whether a value can stand as a code or a message.
local function speaks(value)
  return type(value) == "string" and match(value, "%S") ~= nil or type(value) == "number"
end

-- The fields of an error of kind "api": every member that the API sent in `error`. There are odd forms:
-- `error` may be a plain string, `code` and `details` may stand beside it, `code` may be missing.
local function api_error(body, status)
  local fields = {kind = "api"}
  if type(body.error) == "table" then
    for name, value in next, body.error do fields[name] = value end
  elseif type(body.error) == "string" then
    fields.message = body.error
  end
  for _, name in ipairs {"code", "message", "details", "hint", "userMessage", "retryAfter"} do
    if fields[name] == nil then fields[name] = body[name] end
  end
  fields.kind = "api"
  if not speaks(fields.code) then fields.code = "HTTP_" .. status end
  if not speaks(fields.message) then fields.message = native.say("the API gave no message") end
  fields.body = body
  return fields
end

-- The fields of an error of kind "api" where the status says that the request failed, and the body is not the API's: a page of a
-- proxy, or nothing at all. The status decides what such an error is; the body is only shown.
local function status_error(status, answer)
  local excerpt = answer.excerpt and printable(answer.excerpt, answer.isWhole) or ""
  local message = native.say(excerpt == "" and "the answer has no body" or "the body is not the API's: " .. excerpt)
  return {kind = "api", code = format("HTTP_%d", status), message = message, excerpt = excerpt ~= "" and excerpt or nil}
end

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
local scope = {}

-- Sends a GET, or a POST of `body`, for the module's function `call`, and returns the `data` of the answer and the whole answer;
-- or nil and the fields of an error object. With `id`, the data has to be that record. Where `is_open`, data of any type will do,
-- and so does an answer that is no envelope, as /v1/openapi.json is.
local function request(call, path, query, body, id, is_open)
  local status, answer, problem, fault = native.request(path, query, body, scope.concurrency)
  local is_other
  if status and not problem and status < 300 and type(answer) == "table" then
    local data = answer.data
    if answer.success == true and (type(data) == "table" or is_open and data ~= nil) then
      if not id or is_about(data, id) and rawget(data, 1) == nil then return data, answer end
      is_other = not is_about(data, id)
    elseif is_open and answer.success == nil and answer.error == nil and data == nil then
      return answer, answer
    end
  end

  local fields
  local details = native.details()
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
    fields.message = format("contact %d was asked for, but the answer has the id %s", id, own)
  elseif type(answer) == "table" and (answer.success == false or answer.error ~= nil or status >= 400) then
    fields = api_error(answer, status)
  else
    fields = response_error("UNEXPECTED_ANSWER", details)
  end
  if fields.kind ~= "api" then fields.message = native.say(fields.message) end
  if status then fields.status = status end
  if status then fields.retryAfter = details.retryAfter end  -- as it was understood, from the body or from the header
  fields.requestId = details.requestId or fields.requestId
  fields.attempts, fields.elapsed = details.attempts, details.elapsed
  fields.method, fields.path = body and "POST" or "GET", query and path .. "?" .. query or path
  fields.call = call
  return nil, fields
end

-- As `request` for a GET, but raises. `level` is that of the module's function, as for `error`.
local function get(call, path, query, level, id, is_open)
  local data, answer = request(call, path, query, nil, id, is_open)
  if data == nil then raise(answer, level + 1) end
  return data, answer
end

-------------------------------------------------------------------------------------------------------- the module ---

-- bitrix.contact(id [, {include = {"company", "requisite"}}])
function bitrix.contact(...)
  local id, options = ...
  local number, problem = checked_id(id, select("#", ...))
  if not number then bad_argument(1, "contact", problem) end
  local query
  query, problem = checked_options(options)
  if not query then bad_argument(2, "contact", problem) end
  local data = get("contact", format("/v1/contacts/%d", number), query ~= true and query or nil, 2, number)
  return data  -- no tail call above: error positions count this function's level
end

-- bitrix.last: the last request and its answer, made when somebody asks.
setmetatable(bitrix, {__index = function(_, name)
  if name == "last" then return native.last() end
end})

-- The other functions: in parts that are read when one of them is called first. `shared` is what they use of this one, library
-- functions as they were when the module was opened.
native.shared = {
  Error = Error, bad_argument = bad_argument, checked_id = checked_id, checked_include = checked_include, get = get,
  place = place, raise = raise, request = request, response_error = response_error, scope = scope, shown = shown,
  unknown = unknown, is_about = is_about, element_text = element_text, MAP_OPTIONS = MAP_OPTIONS,
  CONTACTS_OPTIONS = CONTACTS_OPTIONS, SETTINGS = SETTINGS, byte = byte, close = coroutine.close, concat = concat,
  create = coroutine.create, error = error, find = string.find, format = format, getmetatable = debug.getmetatable, gsub = gsub, huge = math.huge,
  ipairs = ipairs, match = match, mathtype = mathtype, max = math.max, min = math.min, move = table.move, next = next,
  pcall = pcall, rawequal = rawequal, rawget = rawget, running = coroutine.running, select = select,
  setmetatable = setmetatable, sort = table.sort, status = coroutine.status, sub = sub, tointeger = tointeger,
  tostring = tostring, type = type, yield = coroutine.yield,
}
local parts = {}
local function part(index)
  parts[index] = parts[index] or (native.part(index) or load(native.text(index), "=[bitrix]", "t"))(native)
  return parts[index]
end
native.shared.part = part
for name, index in next, {get = 2, configure = 2, map = 3, contacts = 4} do
  bitrix[name] = function(...) return part(index)[name](...) end  -- a tail call: error positions do not count this level
end
return bitrix
