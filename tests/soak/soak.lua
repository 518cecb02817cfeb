-- tests/soak/soak.lua: wrk asks for the pages that a file names, one after the other: METHOD, path, cookie, Accept, by tabs.
-- SPDX-License-Identifier: Apache-2.0
local requests = {}
local at = 0

function init(args)
  for line in io.lines(args[1]) do
    local path, cookie, accept = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)$")
    requests[#requests + 1] = wrk.format("GET", path, { Cookie = cookie, Accept = accept, Host = wrk.headers["Host"] })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
