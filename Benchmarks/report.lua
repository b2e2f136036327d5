-- Rows of measured values, targets over them, and both as text for a terminal, as Markdown and as JSON.
local Row = {}
Row.__index = Row

-- A remark that stands under the row.
function Row:note(text) self[0] = text end

local Report = {}
Report.__index = Report

local function new() return setmetatable({rows = {}, targets = {}}, Report) end

-- Adds a row, whose fields are then set to the values in seconds, KiB or bytes; `scale` makes them the unit.
function Report:add(title, unit, scale)
  local row = setmetatable({}, Row)
  local entry = {title = title, unit = unit, scale = scale, values = row}
  self.rows[#self.rows + 1] = entry
  self.rows[title] = entry
  return row
end

-- The ratio of ours to a peer's value, or our own value where there is no peer, may be `most`.
function Report:target(title, peer, most) self.targets[#self.targets + 1] = {title = title, peer = peer, most = most} end

-- Peers in the order in which all rows name them, ours first.
local ORDER = {
  "bitrix", "lua5.4", "lua5.4, least libcurl binding, cjson", "lua5.2, lua-curl, cjson", "lua5.4, LuaSocket, cjson", "lua-cjson",
  "python3", "python requests", "python httpx", "node", "node fetch", "curl", "libcurl in C, nothing decoded",
  "a chunk that builds them", "the same chunk in lua5.4",
  "ideal",
}

local function shown(value)
  if value >= 1000 then return ("%.0f"):format(value) end
  return value >= 100 and ("%.0f"):format(value) or value >= 10 and ("%.1f"):format(value) or ("%.3g"):format(value)
end

local function verdict(self, target)
  local entry = self.rows[target.title]
  local ours, theirs = entry.values.bitrix, target.peer and entry.values[target.peer]
  if not ours then return nil, entry.values[0] or "not measured" end
  local value = target.peer and (entry.values.ratio or ours / theirs) or ours * entry.scale
  return value, value <= target.most and "met" or "missed"
end

local function text(self)
  local out = {}
  local function line(format, ...) out[#out + 1] = format:format(...) end
  line("| what | who | median | bitrix is |")
  line("|---|---|---:|---:|")
  for _, entry in ipairs(self.rows) do
    local ours, title = entry.values.bitrix, entry.title
    for _, who in ipairs(ORDER) do
      local value = entry.values[who]
      if value then
        local ratio = ours and who ~= "bitrix" and ("%.2f ×"):format(entry.values.ratio or ours / value) or ""
        line("| %s | %s | %s %s | %s |", title, who, shown(value * entry.scale), entry.unit, ratio)
        title = ""
      end
    end
    if entry.values[0] then line("| %s | | %s | |", title, entry.values[0]) end
  end
  line("")
  line("| target | against | at most | now | |")
  line("|---|---|---:|---:|---|")
  for _, target in ipairs(self.targets) do
    local value, word = verdict(self, target)
    line("| %s | %s | %.4g | %s | %s |", target.title, target.peer or "its own unit", target.most,
      value and ("%.3g"):format(value) or "", word)
  end
  return table.concat(out, "\n") .. "\n"
end

local function json(self, about)
  local out = {}
  local function escaped(value) return type(value) == "number" and ("%.6g"):format(value) or ("%q"):format(value) end
  local head = {}
  for _, name in ipairs {"date", "machine", "processors", "rounds"} do head[#head + 1] = ('  "%s": %s'):format(name, escaped(about[name])) end
  for _, entry in ipairs(self.rows) do
    local values = {}
    for _, who in ipairs(ORDER) do
      if entry.values[who] then values[#values + 1] = ('"%s": %s'):format(who, escaped(entry.values[who] * entry.scale)) end
    end
    out[#out + 1] = ('    {"what": "%s", "unit": "%s", "medians": {%s}}'):format(entry.title, entry.unit, table.concat(values, ", "))
  end
  return "{\n" .. table.concat(head, ",\n") .. ',\n  "rows": [\n' .. table.concat(out, ",\n") .. "\n  ]\n}\n"
end

-- Prints the tables, and writes them to docs/bench/ in the place of what an earlier run has left there.
function Report:write(root, about)
  about.date = os.date("!%Y-%m-%d")
  local folder = root .. "/docs/bench"
  os.execute(("mkdir -p '%s' && rm -f '%s'/*.json '%s'/*.md"):format(folder, folder, folder))
  local function save(name, content)
    local file = assert(io.open(folder .. "/" .. name, "w"))
    assert(file:write(content))
    file:close()
  end
  save(about.date .. ".json", json(self, about))
  save("table.md", ("# scripts/bench, %s\n\n%s, %d processors, %d rounds, medians.\n\n%s"):format(
    about.date, about.machine, about.processors, about.rounds, text(self)))
  io.write(text(self))
end

return {new = new}
