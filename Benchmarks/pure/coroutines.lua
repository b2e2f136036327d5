local co = coroutine.wrap(function() while true do coroutine.yield(1) end end)
local x = 0
for i = 1, 5e6 do x = x + co() end
assert(x == 5e6)
