-- Shows values: in Lua syntax, folded to the size of a terminal, and so that no value can steer the terminal or trap the
-- printer. Tables are read raw. Of metamethods only __tostring is run, once per value and protected.
local native, session, part = ...
local error, ipairs, next, pcall, rawequal, rawget, rawlen, tonumber, type =
  error, ipairs, next, pcall, rawequal, rawget, rawlen, tonumber, type
local find, format, gmatch, match, rep, sub =
  string.find, string.format, string.gmatch, string.match, string.rep, string.sub
local concat, getmetatable = table.concat, debug.getmetatable
local mathtype, huge, min, max = math.type, math.huge, math.min, math.max
local null = native.null
local order, text = part "order", part "text"
local entry, noun = order.entry, order.noun
local escape, fitting, head, width = text.escape, text.fitting, text.head, text.width
local phrase = native.phrase  -- (name, number): words in the user's language

local DEEPEST = 8        -- nesting that is tried to be shown without `:last`; see `show` for how it is chosen
local DEEPEST_FULL = 200 -- and with it
local STRING_IN_PREVIEW = 32

local COLORS = {string = "32", number = "36", literal = "35", opaque = "34", comment = "90", label = "1"}

-- What one value is shown with; `show` sets them.
local columns, colors, full, trial, deepest, lines_left, lines, texts, orders, path, hidden, number_note

local function paint(kind, text)
  return colors and text ~= "" and "\x1B[" .. COLORS[kind] .. "m" .. text .. "\x1B[0m" or text
end

---------------------------------------------------------------------------------------------------------- strings ---

-- A string in quotes that takes at most `room` columns, its width, and whether it is cut.
local function quoted(text, room)
  local part = #text > room * 4 and head(text, room * 4 // 1) or text
  local shown = escape(part, true)
  local wide = width(shown) + 2
  if #part == #text and wide <= room then return paint("string", '"' .. shown .. '"'), wide, false end
  local count = phrase("bytes", #text)
  local noted = width(count)
  shown = fitting(shown, max(room - noted - 3, 8))
  return paint("string", '"' .. shown .. '…"') .. paint("comment", count), width(shown) + 3 + noted, true
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
    known.failed = ok and phrase("no string", 0) or type(text) == "string" and text or phrase("error of type", 0) .. type(text)
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

-- A value in one piece: text, width, and whether it is cut; nil for a table that has to be taken apart.
local function scalar(value, room)
  local kind = type(value)
  if kind == "string" then return quoted(value, room) end
  local text
  if kind == "number" then
    text = number_text(value)
    return paint("number", text), #text, false
  elseif value == nil or kind == "boolean" then
    text = value == nil and "nil" or value and "true" or "false"
    return paint("literal", text), #text, false
  elseif rawequal(value, null) then
    return paint("literal", "null"), 4, false
  elseif kind == "table" or kind == "userdata" then
    local up = path[value]
    if up then
      text = phrase("cycle", path.depth - up)
      return paint("comment", text), width(text), false
    end
    text = own_text(value)
    if text then
      local is_cut = #text > room * 4
      local part = escape(is_cut and head(text, room * 4 // 1) or text)
      local shown = width(part) <= room and part or fitting(part, max(room - 1, 8)) .. "…"
      return paint("opaque", shown), width(shown), shown ~= part or is_cut
    end
    if kind == "table" then return nil end
    kind = type_name(value) or kind
  end
  text = format("%s: %p", kind, value)
  return paint("opaque", text), width(text), false
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

local function order_of(t)
  local known = orders[t] or order.of(t, full)
  orders[t] = known
  return known
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
    if cut or wide > room then return nil end
    return text, wide
  end
  if native.digits(value) then return nil end  -- what is said of them stands at the end of a line
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
    local rest_width = i < order.count and width(phrase("more", order.count - i)) + 3 or 1
    local left = room - taken - name_width - rest_width
    local shown, wide, cut, folded
    if type(item) == "table" and not path[item] and not own_text(item) then
      shown, wide = flat(item, left)
      folded = not shown
      if folded then shown, wide = paint("comment", "{…}"), 3 end
    else
      shown, wide, cut = scalar(item, STRING_IN_PREVIEW)
    end
    if wide > left then break end
    if folded then hidden.tables = hidden.tables + 1 end
    if cut then hidden.texts = hidden.texts + 1 end
    n = i
    parts[n] = name .. shown
    taken = taken + name_width + wide + 2
  end
  leave(t)
  local rest = order.count - n
  if rest > 0 then
    hidden.tables = hidden.tables + 1
    parts[n + 1] = paint("comment", phrase(n > 0 and "more" or noun(order), rest))
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

-- One value behind `start`, which is `start_width` columns wide, and before `finish`. A string may have a note.
local function member(value, indent, start, start_width, finish, note)
  local room = max(columns - start_width - #finish, 24)
  local text, wide, cut = scalar(value, full and huge or room)
  if text then
    if cut then hidden.texts = hidden.texts + 1 end
    if not note then return emit(start .. text .. finish) end
    if start_width + wide + #finish + width(note) + 2 > columns then  -- above, where it does not fit behind
      emit(rep(" ", indent) .. paint("comment", note))
      return emit(start .. text .. finish)
    end
    return emit(start .. text .. finish .. "  " .. paint("comment", note))
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
  local note = failed and "  -- " .. phrase("__tostring failed", 0) .. escape(fitting(failed, 60)) or ""
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

  local digits = native.digits(t)  -- keys of strings that are numbers which Lua cannot hold
  local number_too_large = digits and "-- " .. phrase("digits", 0)
  local shown = not digits and order.items > 0 and order.items == order.count and rows(t, order, inner) or 0
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
      member(value, inner, start_of_value, inner + wide, ",", digits and digits[key or i] and number_too_large)
      shown = i
    end
  end
  local rest = order.count - shown
  if rest > 0 then
    hidden.entries = hidden.entries + rest
    emit(pad .. paint("comment", phrase("more " .. noun(order), rest)))
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
  local text = (kind == "table" or kind == "userdata") and not rawequal(value, null) and own_text(value)
  if text then return show_own(text) end
  if kind ~= "table" then
    local shown, wide, cut = scalar(value, full and huge or columns * max(min(height, 10), 1) - 8)
    if cut then hidden.texts = 1 end
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
  local parts = {sums.unnamed}
  for _, what in ipairs {"entries hidden", "tables folded", "texts cut"} do
    local count = sums[match(what, "^%a+")]
    if count > 0 then parts[#parts + 1] = phrase(what, count) end
  end
  local more = #parts > (sums.unnamed and 1 or 0) and phrase(":last", 0) or ""
  return #parts > 0 and paint("comment", "-- " .. concat(parts, ", ") .. more) or nil
end

-- Writes values one below the other. `numbers[i]` is the number of the i-th one in the session, where it has one.
local function show(values, numbers, width, height, uses_color, shows_all)
  columns, colors = max(width, 20), uses_color
  full, texts, orders = shows_all, {}, {}
  local sums = {entries = 0, tables = 0, texts = 0}
  local left = max(height - 3, 4)  -- the prompt, the input and the footer want lines, too
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
  if next(numbers) ~= nil and values.n > session.most_names then sums.unnamed = phrase("unnamed", session.most_names) end
  local note = not full and footer(sums)
  if note then native.write(note .. "\n") end
  texts, orders, path, lines = nil, nil, nil, nil
end

-- Shows the results of the last input, folded to a terminal of `width` columns and `height` lines; `numbers` says whether each result is to
-- say its name.
function session.show(width, height, uses_color, numbers)
  local values = session.last()
  show(values, numbers and values.numbers or {}, width, height, uses_color, false)
end

-- Shows once more, and whole, what was shown last.
function session.show_all(width, uses_color)
  if session.shown().n == 0 then return native.write("-- " .. phrase("nothing", 0) .. "\n") end
  show(session.shown(), {}, width, 0, uses_color, true)
end

-- Shows the values at paths, as session.resolve takes them; those that are nil there are left out, unless they are names.
function session.show_paths(width, height, uses_color, paths)
  local values = {n = 0}
  for _, path in ipairs(paths) do
    local known, value = session.resolve(path, session.raw_field)
    if known or #path == 1 then
      values.n = values.n + 1
      values[values.n] = value
    end
  end
  session.note_shown(values)
  show(values, {}, width, height, uses_color, false)
end
