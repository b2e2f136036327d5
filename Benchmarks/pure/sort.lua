for round = 1, 3 do
  local t = {}
  for i = 1, 300000 do t[i] = (i * 7919) % 1000003 end
  table.sort(t, function(a, b) return a < b end)
end
