-- The kinds of records that have functions, by the names of these: `contact` and `contacts` lead to the same one. The catalogue is
-- Sources/Entities; here each has `one`, `many`, `path` (behind /v1/), and `includes`, a list.
local native, part = ...
local lua = part "library"
local gmatch, next = lua.gmatch, lua.next

local by_function = {}
for one, entity in next, native.entities() do
  local includes = {}
  for name in gmatch(entity.includes, "[^,]+") do includes[#includes + 1] = name end
  entity.one, entity.includes = one, includes
  by_function[one], by_function[entity.many] = entity, entity
end
return by_function
