local x = 0
for i = 1, 6e7 do x = x + (i & 7) end
assert(x > 0)
