-- Under lua5.2: Debian's lua-curl, and lua-cjson. Arguments: URL, count.
local curl, json = require "curl", require "cjson"
local easy = curl.easy_init()
local pieces
easy:setopt(curl.OPT_HTTPHEADER, {"Accept: application/json", "X-Api-Key: vibe_api_bench"})
easy:setopt(curl.OPT_WRITEFUNCTION, function(piece) pieces[#pieces + 1] = piece return #piece end)
local last
for id = 1, tonumber(arg[2]) do
  pieces = {}
  easy:setopt(curl.OPT_URL, arg[1] .. "/v1/contacts/" .. id)
  assert(easy:perform())
  last = json.decode(table.concat(pieces)).data
end
print(last.name)
