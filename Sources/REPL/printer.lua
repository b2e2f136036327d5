-- Shows values: in Lua syntax, folded to the size of a terminal, and so that no value can steer the terminal or trap the
-- printer. Tables are read raw. Of metamethods only __tostring is run, once per value and protected.
local native, session = ...
local error, ipairs, next, pcall, rawget, rawlen, tonumber, type =
  error, ipairs, next, pcall, rawget, rawlen, tonumber, type
local byte, find, format, gmatch, gsub, match, rep, sub =
  string.byte, string.find, string.format, string.gmatch, string.gsub, string.match, string.rep, string.sub
local concat, sort, codepoint, utf8len = table.concat, table.sort, utf8.codepoint, utf8.len
local getmetatable, mathtype, huge, min, max = debug.getmetatable, math.type, math.huge, math.min, math.max
local null, fields_of = native.null, native.fields

local SORTED = 2000      -- more keys than this are not put into order
local DEEPEST = 8        -- nesting that is tried to be shown without `:last`; see `show` for how it is chosen
local DEEPEST_FULL = 200 -- and with it
local STRING_IN_PREVIEW = 32

local COLORS = {string = "32", number = "36", literal = "35", opaque = "34", comment = "90", label = "1"}

-- What one value is shown with; `show` sets them.
local columns, colors, full, trial, deepest, lines_left, lines, texts, orders, path, hidden, number_note

local function width(text) return find(text, "[\x80-\xff]") and native.width(text) or #text end

local function paint(kind, text)
  return colors and COLORS[kind] and "\x1B[" .. COLORS[kind] .. "m" .. text .. "\x1B[0m" or text
end

---------------------------------------------------------------------------------------------------------- strings ---

local SHORT = {["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\"}

local function escaped_byte(c) return SHORT[c] or format("\\x%02X", byte(c)) end
local function escaped_code(c) return format("\\u{%X}", codepoint(c)) end

-- Escapes what steers a terminal or reorders what is read: control characters, those beyond ASCII too, directions and
-- invisible spaces. `marks`: also what a string in quotes needs.
local function escape_valid(text, marks)
  text = gsub(text, marks and '[%c\x7f"\\]' or "[%c\x7f]", escaped_byte)
  if find(text, "[\xC2\xD8\xE2\xEF]") then
    text = gsub(text, "\xC2[\x80-\x9F]", escaped_code)
    text = gsub(text, "\xD8\x9C", escaped_code)
    text = gsub(text, "\xE2\x80[\x8B\x8E\x8F\xA8-\xAE]", escaped_code)
    text = gsub(text, "\xE2\x81[\xA0-\xAF]", escaped_code)
    text = gsub(text, "\xEF\xBB\xBF", escaped_code)
  end
  return text
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

-- A string in quotes that takes at most `room` columns, its width, and how many bytes are not shown.
local function quoted(text, room)
  local part = #text > room * 4 and head(text, room * 4 // 1) or text
  local shown = escape(part, true)
  local wide = width(shown) + 2
  if #part == #text and wide <= room then return paint("string", '"' .. shown .. '"'), wide, 0 end
  local count = format(" (%d bytes)", #text)
  shown = fitting(shown, max(room - #count - 3, 8))
  return paint("string", '"' .. shown .. '…"') .. paint("comment", count), width(shown) + 3 + #count, #text - #shown
end

---------------------------------------------------------------------------------------------------- single values ---

-- What a value says of itself by __tostring, or nil. `failed` tells why it says nothing though it wanted to.
local function own_text(value)
  local known = texts[value]
  if known then return known.text, known.failed end
  known = {}
  texts[value] = known
  local metatable = getmetatable(value)
  local method = metatable and rawget(metatable, "__tostring")
  if method == nil or rawget(metatable, "__name") == "bitrix.Error" then return end
  local ok, text = pcall(method, value)
  if native.stopped() then error(text, 0) end  -- Ctrl-C was meant for this, not for __tostring
  if ok and type(text) == "string" then
    known.text = text
  else
    known.failed = ok and "it returned no string" or type(text) == "string" and text or "an error of type " .. type(text)
  end
  return known.text, known.failed
end

local function number_text(number)
  if mathtype(number) == "integer" then return format("%d", number) end
  local text = format("%.14g", number)
  return find(text, "^-?%d+$") and text .. ".0" or text
end

-- What a table or userdata is called by its metatable.
local function type_name(value)
  local metatable = getmetatable(value)
  local name = metatable and rawget(metatable, "__name")
  return type(name) == "string" and escape(fitting(name, 40)) or nil
end

-- A value in one piece: text, width, and bytes that are not shown; nil for a table that has to be taken apart.
local function scalar(value, room)
  local kind = type(value)
  if kind == "string" then return quoted(value, room) end
  local text
  if kind == "number" then
    text = number_text(value)
    return paint("number", text), #text, 0
  elseif value == nil or kind == "boolean" then
    text = value == nil and "nil" or value and "true" or "false"
    return paint("literal", text), #text, 0
  elseif value == null then
    return paint("literal", "null"), 4, 0
  elseif kind == "table" or kind == "userdata" then
    local up = path[value]
    if up then
      up = path.depth - up
    text = up == 0 and "<cycle: this table>" or up == 1 and "<cycle: the table around it>" or format("<cycle: %d tables up>", up)
      return paint("comment", text), #text, 0
    end
    text = own_text(value)
    if text then
      local part = escape(#text > room * 4 and head(text, room * 4 // 1) or text)
      local shown = width(part) <= room and part or fitting(part, max(room - 1, 8)) .. "…"
      return paint("opaque", shown), width(shown), shown == part and 0 or #text - #shown
    end
    if kind == "table" then return nil end
    kind = type_name(value) or kind
  end
  text = format("%s: %p", kind, value)
  return paint("opaque", text), width(text), 0
end

------------------------------------------------------------------------------------------------------------- keys ---

local KEYWORDS = {}
for word in gmatch(
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while", "%a+") do
  KEYWORDS[word] = true
end

local function key_text(key)
  if type(key) == "string" then
    if #key <= 60 and find(key, "^[%a_][%w_]*$") and not KEYWORDS[key] then return key, #key end
    local text, wide = quoted(key, 44)
    return "[" .. text .. "]", wide + 2
  end
  if type(key) == "table" then
    local text = format("[table: %p]", key)
    return text, #text
  end
  local text, wide = scalar(key, 44)
  return "[" .. text .. "]", wide + 2
end

local RANKS = {number = 1, string = 2, boolean = 3}
-- Names by which people know a record come first, and the parts of an error in the order in which they tell a story.
local FIRST = {}
for i, name in ipairs {
  "id", "name", "title", "code", "message", "status", "kind", "hint", "userMessage", "retryAfter", "method", "path", "attempts",
} do
  FIRST[name] = i
end

local function before(a, b)
  local kind, other = type(a), type(b)
  if kind ~= other then return (RANKS[kind] or 9) < (RANKS[other] or 9) end
  if kind == "number" then return a < b end
  if kind == "boolean" then return not a and b end
  if kind ~= "string" then return false end
  local rank, other_rank = FIRST[a] or 99, FIRST[b] or 99
  if rank ~= other_rank then return rank < other_rank end
  return a < b
end

-- The keys of a table in the order in which they are shown: {items = length of the list part, names = other keys,
-- count = all of them}. A decoded object has its members in the order of the API, nulls too.
local function order_of(t)
  local known = orders[t]
  if known then return known end
  local items, names, n, count = rawlen(t), {}, 0, 0
  local fields = fields_of(t)
  local seen = {}
  if fields then
    items = 0
    for _, name in ipairs(fields) do
      seen[name] = true
      n = n + 1
      names[n] = name
    end
  end
  local own, extra = {}, 0
  for key in next, t do
    if not (mathtype(key) == "integer" and key >= 1 and key <= items) and not seen[key] then
      extra = extra + 1
      if extra <= SORTED or full then own[extra] = key end
    end
  end
  sort(own, before)
  for i = 1, #own do names[n + i] = own[i] end
  known = {items = items, names = names, count = items + n + extra, is_record = fields ~= nil}
  orders[t] = known
  return known
end

-- The entry at a place in that order: key (nil for an element of the list part) and value.
local function entry(t, order, i)
  if i <= order.items then return nil, rawget(t, i) end
  local key = order.names[i - order.items]
  if key == nil then return end
  local value = rawget(t, key)
  if value == nil and order.is_record then value = null end
  return key, value
end

local function noun(order, count)
  return order.items == order.count and (count == 1 and "item" or "items") or count == 1 and "field" or "fields"
end

local function opening(t)
  local name = type_name(t)
  return name and paint("label", name) .. " {" or "{", name and width(name) + 2 or 1
end

local function enter(t)
  path.depth = path.depth + 1
  path[t] = path.depth
end

local function leave(t)
  path[t] = nil
  path.depth = path.depth - 1
end

-------------------------------------------------------------------------------------------------------- one line ---

-- A whole value in one line of at most `room` columns, and its width; nil where it does not fit.
local function flat(value, room)
  local text, wide, cut = scalar(value, room)
  if text then
    if wide > room or cut > 0 then return nil end
    return text, wide
  end
  local start, taken = opening(value)
  -- `{a, b}` takes three columns for each but the first; so many entries cannot fit.
  if rawlen(value) * 3 > room or path.depth >= DEEPEST_FULL then return nil end
  local order = order_of(value)
  if order.count * 3 - 2 + taken + 1 > room then return nil end
  local parts = {}
  enter(value)
  for i = 1, order.count do
    local key, item = entry(value, order, i)
    if i > 1 then taken = taken + 2 end
    local name = ""
    if key ~= nil then
      local key_shown, key_width = key_text(key)
      name = key_shown .. " = "
      taken = taken + key_width + 3
    end
    local shown, item_width = flat(item, room - taken - 1)
    if not shown then
      leave(value)
      return nil
    end
    parts[i] = name .. shown
    taken = taken + item_width
  end
  leave(value)
  return start .. concat(parts, ", ") .. "}", taken + 1
end

-- The beginning of a table in one line: what fits, and how much more there is.
local function preview(t, room)
  local order = order_of(t)
  local start, taken = opening(t)
  local parts, n = {}, 0
  enter(t)
  for i = 1, min(order.count, #order.names + order.items) do
    local key, item = entry(t, order, i)
    local name, name_width = "", 0
    if key ~= nil then
      name, name_width = key_text(key)
      name, name_width = name .. " = ", name_width + 3
    end
    -- "… 3 more" behind a comma, and the brace.
    local rest_width = i < order.count and 9 + #format("%d", order.count - i) + 1 or 1
    local left = room - taken - name_width - rest_width
    local shown, wide
    if type(item) == "table" and not path[item] and not own_text(item) then
      shown, wide = flat(item, left)
      if not shown then shown, wide = paint("comment", "{…}"), 3 end
    else
      shown, wide = scalar(item, STRING_IN_PREVIEW)
    end
    if wide > left then break end
    n = i
    parts[n] = name .. shown
    taken = taken + name_width + wide + 2
  end
  leave(t)
  hidden.tables = hidden.tables + 1
  local rest = order.count - n
  if rest > 0 then
    parts[n + 1] = paint("comment", n > 0 and format("… %d more", rest) or format("… %d %s", rest, noun(order, rest)))
  end
  return start .. concat(parts, ", ") .. "}"
end

----------------------------------------------------------------------------------------------------- several lines ---

-- Writes lines at once where everything is shown; else keeps them until it is known that they fit.
local function emit(line)
  lines_left = lines_left - 1
  lines[#lines + 1] = line
  if full and #lines >= 200 then
    lines[#lines + 1] = ""
    native.write(concat(lines, "\n"))
    lines = {}
  end
end

-- Whether one more entry of a table can have a line: the table's end needs one, and so does the note about entries that
-- come after. A trial goes on until it is over the height.
local function has_line(is_last)
  if trial then return lines_left >= 0 end
  return lines_left >= (is_last and 2 or 3)
end

local block

-- One value behind `start`, which is `start_width` columns wide, and before `finish`.
local function member(value, indent, start, start_width, finish)
  local room = max(columns - start_width - #finish, 24)
  local text, _, cut = scalar(value, full and huge or room)
  if text then
    if cut > 0 then hidden.texts = hidden.texts + 1 end
    return emit(start .. text .. finish)
  end
  text = flat(value, room)
  if text then
    emit(start .. text .. finish)
  elseif path.depth >= deepest then
    emit(start .. preview(value, room) .. finish)
  else
    block(value, indent, start, finish)
  end
end

-- Elements of a list that are all short, several to a line. Returns how many were shown; 0 where they are not all short.
local function rows(t, order, indent)
  local last = full and order.items or min(order.items, columns * max(lines_left, 1))
  for i = 1, last do
    local value = rawget(t, i)
    if type(value) == "table" or type(value) == "userdata" or type(value) == "string" and #value > 24 then return 0 end
  end
  local pad = rep(" ", indent)
  local line, taken, shown = {}, indent, 0
  for i = 1, last do
    local text, wide = scalar(rawget(t, i), 80)
    if taken + wide + 1 > columns and #line > 0 then
      if not has_line(false) then return shown end
      emit(pad .. concat(line, " "))
      shown, line, taken = i - 1, {}, indent
    end
    line[#line + 1] = text .. ","
    taken = taken + wide + 2
  end
  if has_line(last == order.items) then
    emit(pad .. concat(line, " "))
    shown = last
  end
  return shown
end

-- A table with an entry on each line.
function block(t, indent, start, finish)
  local order = order_of(t)
  local _, failed = own_text(t)
  local note = failed and "  -- __tostring failed: " .. escape(fitting(failed, 60)) or ""
  if path.depth == 0 and number_note then note = note .. number_note end
  emit(start .. opening(t) .. paint("comment", note))
  enter(t)
  local inner = indent + 2
  local pad = rep(" ", inner)

  local widest = 0
  for i = 1, min(#order.names, full and huge or 200) do
    local _, wide = key_text(order.names[i])
    if wide <= 28 then widest = max(widest, wide) end
  end

  local shown = order.items > 0 and order.items == order.count and rows(t, order, inner) or 0
  if shown == 0 then
    for i = 1, order.items + #order.names do
      if not has_line(i == order.count) then break end
      local key, value = entry(t, order, i)
      local start_of_value, wide = pad, 0
      if key ~= nil then
        local name
        name, wide = key_text(key)
        start_of_value = pad .. name .. rep(" ", widest - wide) .. " = "
        wide = max(wide, widest) + 3
      end
      member(value, inner, start_of_value, inner + wide, ",")
      shown = i
    end
  end
  local rest = order.count - shown
  if rest > 0 then
    hidden.entries = hidden.entries + rest
    emit(pad .. paint("comment", format("… %d more %s", rest, noun(order, rest))))
  end
  leave(t)
  emit(rep(" ", indent) .. "}" .. finish)
end

------------------------------------------------------------------------------------------------------------- show ---

-- A result in one line, and what it is called.
local function emit_noted(text, wide)
  local fits = number_note and wide + #number_note <= columns
  emit(fits and text .. paint("comment", number_note) or text)
end

-- Text that a value has about itself, line by line.
local function show_own(text)
  if #text <= columns and not find(text, "\n", 1, true) then
    local shown = escape(text)
    return emit_noted(shown, width(shown))
  end
  if sub(text, -1) ~= "\n" then text = text .. "\n" end
  for line in gmatch(text, "([^\n]*)\n") do
    if lines_left < 1 then
      hidden.texts = 1
      break
    end
    local part = full and line or head(line, columns * 10)
    if #part < #line then hidden.texts = 1 end
    emit(escape(part) .. (#part < #line and "…" or ""))
  end
end

-- Puts the lines of one value into `lines`: at most `height`, with the deepest nesting that fits.
local function draw(value, height)
  local function begin(nesting, is_trial)
    deepest, trial, lines_left, lines = nesting, is_trial, height, {}
    path, hidden = {depth = 0}, {entries = 0, tables = 0, texts = 0}
  end
  begin(full and DEEPEST_FULL or DEEPEST, false)
  local kind = type(value)
  local text = (kind == "table" or kind == "userdata") and value ~= null and own_text(value)
  if text then return show_own(text) end
  if kind ~= "table" then
    local shown, wide, cut = scalar(value, full and huge or columns * max(min(height, 10), 1) - 8)
    if cut > 0 then hidden.texts = 1 end
    return emit_noted(shown, wide)
  end
  local _, failed = own_text(value)
  local order = order_of(value)
  if not (order.is_record and order.count > 4) and not failed then
    local shown, wide = flat(value, columns)
    if shown then return emit_noted(shown, wide) end
  end
  if full then return block(value, 0, "", "") end
  for nesting = DEEPEST, 2, -1 do
    begin(nesting, true)
    block(value, 0, "", "")
    if lines_left >= 0 and hidden.entries == 0 then return end
  end
  begin(1, false)
  block(value, 0, "", "")
end

-- "-- 12 entries, 3 tables not shown whole; :last shows all"
local function footer(sums)
  local parts = {}
  local function add(count, one, many)
    if count > 0 then parts[#parts + 1] = format("%d %s", count, count == 1 and one or many) end
  end
  add(sums.entries, "entry hidden", "entries hidden")
  add(sums.tables, "table folded", "tables folded")
  add(sums.texts, "text cut", "texts cut")
  return #parts > 0 and paint("comment", "-- " .. concat(parts, ", ") .. "; :last shows all") or nil
end

-- Writes values one below the other. `numbers[i]` is the number of the i-th one in the session, where it has one.
local function show(values, numbers, width_text, height_text, style, shows_all)
  columns, colors = max(tonumber(width_text), 20), style == "color"
  full, texts, orders = shows_all, {}, {}
  local sums = {entries = 0, tables = 0, texts = 0}
  local left = max(tonumber(height_text) - 3, 4)  -- the prompt, the input and the footer want lines, too
  for i = 1, values.n do
    number_note = numbers[i] and "  -- _" .. numbers[i] or nil
    draw(values[i], full and huge or max(left // (values.n - i + 1), 3))
    for name, count in next, hidden do sums[name] = sums[name] + count end
    left = left - #lines
    lines[#lines + 1] = ""
    native.write(concat(lines, "\n"))
    if i > 100 and not full then
      sums.entries = sums.entries + values.n - i
      break
    end
  end
  local note = not full and footer(sums)
  if note then native.write(note .. "\n") end
  texts, orders, path, lines = nil, nil, nil, nil
end

-- Shows the results of the last input, folded to a terminal of `width` columns and `height` lines. `style` is "color" or
-- "plain"; `numbered` is "numbered" where each result is to say its name.
function session.show(width_text, height_text, style, numbered)
  local values = session.last()
  show(values, numbered == "numbered" and values.numbers or {}, width_text, height_text, style, false)
end

-- Shows them whole.
function session.show_all(width_text, style)
  show(session.shown(), {}, width_text, "0", style, true)
end

-- Shows the values at paths, as session.resolve takes them; those that are nil there are left out, unless they are names.
function session.show_paths(width_text, height_text, style, ...)
  local values = {n = 0}
  for _, place in ipairs {...} do
    local known, value = session.resolve(place, session.raw_field)
    if known or not find(place, "\n", 1, true) then
      values.n = values.n + 1
      values[values.n] = value
    end
  end
  session.note_shown(values)
  show(values, {}, width_text, height_text, style, false)
end
