-- Error objects: their metatable, their place in the script, and their fields for each kind of failure.
local native, part = ...
local lua, arguments, entities = part "library", part "arguments", part "entities"
local error, ipairs, next, rawget, setmetatable, tostring, type =
  lua.error, lua.ipairs, lua.next, lua.rawget, lua.setmetatable, lua.tostring, lua.type
local format, getinfo, gsub, match, mathtype, utf8len = lua.format, lua.getinfo, lua.gsub, lua.match, lua.mathtype, lua.utf8len
local shown = arguments.shown

local Error = {__name = "bitrix.Error", __traceback = true}

-- "element 2: 999999" of a list that bitrix.map or a function such as bitrix.contacts was given; nil for an error outside of lists.
local function element_text(index, item)
  if mathtype(index) ~= "integer" then return nil end
  local shows = type(item) == "number" or type(item) == "string"
  return format("element %d%s", index, shows and ": " .. shown(item) or "")
end

function Error.__tostring(e)
  local entity = entities[rawget(e, "call")]
  local id = entity and rawget(e, entity.one)
  local record = mathtype(id) == "integer" and format("%s %d", entity.one, id) or nil
  local element = element_text(e.element, not record and rawget(e, "item"))
  local about = record and element and record .. ", " .. element or record or element
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
  local address = answer.location and match(answer.location, "%S") and printable(answer.location, true)
  if code == "REDIRECT" and not address then
    message = "the server answers with a redirect that leads nowhere"
  elseif address then
    message = format("%s, to %s; set VIBE_URL to the right address", message, address)
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

return {
  Error = Error, element_text = element_text, place = place, raise = raise, printable = printable,
  response_error = response_error, api_error = api_error, status_error = status_error,
}
