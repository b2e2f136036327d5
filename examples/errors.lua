#!/usr/bin/env bitrix
-- Shows how to catch errors and what to look at.
-- Показывает, как перехватывать ошибки и на что смотреть.
--
-- Run: bitrix --demo examples/errors.lua
--
-- pcall(f, …) calls f and returns true and its results, or false and the error. An error of the API is a table:
-- code, message and status are always there; hint, retryAfter, userMessage and others where the API sends them.

local function describe(id)
  local ok, e = pcall(bitrix.contact, id)
  if ok then
    return "found"
  elseif type(e) ~= "table" then
    error(e)                                   -- a mistake in the script itself: let it stop
  elseif e.code == "ENTITY_NOT_FOUND" then
    return "there is no such contact"
  elseif e.code == "ACCESS_DENIED" then
    return "the owner of the key may not see it"
  elseif e.code == "SCOPE_DENIED" then
    return "the key needs the scope crm"
  elseif e.status == 401 then
    return "the key is refused: " .. e.code
  elseif e.code == "RATE_LIMITED" then
    return "too many requests, wait " .. (e.retryAfter or "some") .. " s"
  elseif e.status == 502 or e.status == 503 or e.status == 504 then
    return "the portal is busy, try later (" .. e.status .. ")"
  elseif e.kind == "network" or e.kind == "response" then
    return "no usable answer: " .. e.code
  else
    return tostring(e)                         -- codes that nobody knew when this was written
  end
end

-- bitrix waits and tries again by itself where that may help (429, 502, 503, 504, broken connections): five attempts in
-- all. Here each error is to be seen at once.
bitrix.configure{attempts = 1}

-- These ids of the demo portal stand for one error each; `curl` on the address of `bitrix demo` lists all of them.
for _, id in ipairs {71, 999999, 9403, 940301, 9401, 9502, 9504, 950201, 920002, 950002, 9429} do
  print(id, describe(id))
end
--> 71	found
--> 999999	there is no such contact
--> 9403	the owner of the key may not see it
--> 940301	the key needs the scope crm
--> 9401	the key is refused: TOKEN_MISSING
--> 9502	the portal is busy, try later (502)
--> 9504	the portal is busy, try later (504)
--> 950201	the portal is busy, try later (502)
--> 920002	no usable answer: INVALID_JSON
--> 950002	BRAND_NEW_CODE: A code that no page lists (500)
--> 9429	too many requests, wait 3 s
