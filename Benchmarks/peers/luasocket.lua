-- Under lua5.4: LuaSocket, which opens a connection for each request, and lua-cjson. Arguments: URL, count.
local http, ltn12, json = require "socket.http", require "ltn12", require "cjson"
local last
for id = 1, tonumber(arg[2]) do
  local pieces = {}
  assert(http.request {
    url = arg[1] .. "/v1/contacts/" .. id,
    headers = {accept = "application/json", ["x-api-key"] = "vibe_api_bench"},
    sink = ltn12.sink.table(pieces),
  })
  last = json.decode(table.concat(pieces)).data
end
print(last.name)
