-- Text that a terminal can show: escaped, measured and cut.
local native = ...
local byte, find, format, gsub, match, sub = string.byte, string.find, string.format, string.gsub, string.match, string.sub
local concat, utf8len = table.concat, utf8.len

-- The columns that a text without control characters takes.
local function width(text) return find(text, "[\x80-\xff]") and native.width(text) or #text end

local SHORT = {["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\"}

local function escaped_byte(c) return SHORT[c] or format("\\x%02X", byte(c)) end

-- Escapes what steers a terminal: here what is ASCII of it; what is not, Swift's rule knows, which is asked where a character may
-- be one by its first byte. `marks`: also what a string in quotes needs.
local function escape_valid(text, marks)
  text = gsub(text, marks and '[%c\x7f"\\]' or "[%c\x7f]", escaped_byte)
  return find(text, "[\xC2\xCD\xD8\xE1\xE2\xEF\xF0\xF3]") and native.escape(text) or text
end

-- The same for any bytes; those that are no UTF-8 are shown by number.
local function escape(text, marks)
  if not find(text, '[%c\x7f-\xff"\\]') then return text end
  local parts, n, i = {}, 0, 1
  while i <= #text do
    local length, bad = utf8len(text, i)
    n = n + 1
    if length then
      parts[n] = escape_valid(i == 1 and text or sub(text, i), marks)
      break
    end
    parts[n] = escape_valid(sub(text, i, bad - 1), marks) .. format("\\x%02X", byte(text, bad))
    i = bad + 1
  end
  return concat(parts)
end

-- The first `count` bytes of a text, less a character that the cut would halve.
local function head(text, count)
  local cut = sub(text, 1, count)
  local tail = match(cut, "[\xC2-\xF4][\x80-\xBF]*$")
  return tail and not utf8len(tail) and sub(cut, 1, -#tail - 1) or cut
end

-- As much of an escaped text as fits, whole escapes only.
local function fitting(text, room)
  local i, taken = 1, 0
  while i <= #text do
    local start = find(text, "\\", i, true)
    local plain = sub(text, i, (start or 0) - 1)
    local wide = width(plain)
    if taken + wide > room then return sub(text, 1, i - 1) .. native.cut(plain, room - taken) end
    if not start then break end
    taken = taken + wide
    local escape_sequence = match(text, "^\\x%x%x", start) or match(text, "^\\u{%x+}", start) or sub(text, start, start + 1)
    if taken + #escape_sequence > room then return sub(text, 1, start - 1) end
    taken = taken + #escape_sequence
    i = start + #escape_sequence
  end
  return text
end

return {width = width, escape = escape, head = head, fitting = fitting}
