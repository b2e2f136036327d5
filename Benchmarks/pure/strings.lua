local parts = {}
for i = 1, 400000 do parts[#parts + 1] = ("%d:%s"):format(i, ("x"):rep(i % 20)) end
local text = table.concat(parts, ",")
local count = 0
for word in text:gmatch("[^,]+") do count = count + #word:upper():gsub("X", "y") end
assert(count > 0)
