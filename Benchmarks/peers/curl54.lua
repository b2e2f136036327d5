-- Under lua5.4: libcurl by the least binding there can be, and lua-cjson. Arguments: URL, count.
local json = require "cjson"
local get = require "curl54".session {"Accept: application/json", "X-Api-Key: vibe_api_bench"}
local last
for id = 1, tonumber(arg[2]) do last = json.decode(get(arg[1] .. "/v1/contacts/" .. id)).data end
print(last.name)
