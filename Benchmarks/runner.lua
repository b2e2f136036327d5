-- Runs commands, which are lists of arguments: `all` by measure.c, the others for what they print.
local function quoted(command)
  local parts = {}
  for i, argument in ipairs(command) do parts[i] = "'" .. tostring(argument):gsub("'", "'\\''") .. "'" end
  return table.concat(parts, " ")
end

local function median(list)
  table.sort(list)
  return (list[(#list + 1) // 2] + list[#list // 2 + 1]) / 2
end

return function(place, rounds)
  local run = {median = median}

  -- What a command prints; an error where it fails.
  function run.output(command)
    local pipe = assert(io.popen(quoted(command), "r"))
    local text = pipe:read("a")
    assert(pipe:close(), quoted(command))
    return text
  end

  -- The numbers that a command prints.
  function run.numbers(command)
    local numbers = {}
    for word in run.output(command):gmatch("%S+") do numbers[#numbers + 1] = assert(tonumber(word), word) end
    return table.unpack(numbers)
  end

  -- The size of a file in bytes.
  function run.size(path)
    local file = assert(io.open(path, "rb"))
    local size = file:seek("end")
    file:close()
    return size
  end

  -- Runs all commands in turns, `how.rounds` times, or `how.together`; returns for each the medians of its wall and CPU
  -- seconds and of its peak memory in KiB.
  function run.all(commands, how)
    how = how or {}
    local name = os.tmpname()
    local file = assert(io.open(name, "w"))
    for _, command in ipairs(commands) do
      local words = {}
      for i, argument in ipairs(command) do words[i] = tostring(argument) end
      assert(file:write(table.concat(words, "\t"), "\n"))
    end
    file:close()
    local measure = {place .. "/measure", how.rounds or rounds, how.together and "together" or nil}
    -- On one processor with the server: what it costs to wake another one is the machine's, and doubles or halves by chance.
    if how.pinned then measure = {"taskset", "-c", "0", table.unpack(measure)} end
    local pipe = assert(io.popen(quoted(measure) .. " <" .. name, "r"))
    local seen = {}
    for i in ipairs(commands) do seen[i] = {wall = {}, cpu = {}, memory = {}} end
    for line in pipe:lines() do
      local number, wall, cpu, memory, status = line:match("^(%d+)\t(%S+)\t(%S+)\t(%d+)\t(%S+)$")
      assert(status == "0", "failed: " .. quoted(commands[tonumber(number)]))
      local result = seen[tonumber(number)]
      table.insert(result.wall, tonumber(wall))
      table.insert(result.cpu, tonumber(cpu))
      table.insert(result.memory, tonumber(memory))
    end
    assert(pipe:close())
    os.remove(name)
    local results = {}
    for i, result in ipairs(seen) do
      results[i] = {wall = median(result.wall), cpu = median(result.cpu), memory = median(result.memory)}
    end
    return results
  end

  return run
end
