-- Load for wrk: batches of 20 events (about 14 KB) of one device each, every message id fresh.
-- usage: wrk … -s batch.lua URL -- DEVICES SEED [BATCHES BEFORE]
local counter, devices, seed, thread = 0, 1000, "0", 0

local head = '{"type":"track","event":"Location Updated","messageId":"'

local tail = '","anonymousId":"5f0c2b1e-7a64-4d0b-9c3e-2f1a7d5b8e90","userId":"user-1048576","timestamp":"2026-11-22T23:24:03.799Z",' ..
  '"properties":{"screen":"Map","zoom":14},"context":{"app":{"name":"Rider","version":"7.21.3"},"device":{"id":"'

local middle = '","manufacturer":"Samsung","model":"SM-S918B","type":"android",' ..
  '"advertisingId":"38400000-8cf0-11bd-b23e-10b96e40000d","adTrackingEnabled":true},"os":{"name":"Android","version":"14"},' ..
  '"location":{"latitude":-10.939341,"longitude":-37.062742},"network":{"carrier":"Vivo"},' ..
  '"locale":"pt-BR","timezone":"America/Maceio","library":{"name":"kotlin","version":"1.19.2"}}}'

function setup(t)
  thread = thread + 1
  t:set("thread_number", thread)
end

function init(args)
  devices = tonumber(args[1] or "1000")
  seed = args[2] or "0"
  counter = tonumber(args[3] or "0")
end

function request()
  counter = counter + 1
  -- A stride coprime to the number of devices visits every device before any one again.
  local device = string.format("bench-device-%08d", (counter * 7919 + thread_number * 104729) % devices)
  local stem = string.format("%s-%02d-%010d-1b7a9c0d-4e5f-", seed, thread_number, counter)
  local parts = { '{"batch":[' }
  for i = 1, 20 do
    local n = #parts
    parts[n + 1] = head
    parts[n + 2] = stem .. i
    parts[n + 3] = tail
    parts[n + 4] = device
    parts[n + 5] = middle
    parts[n + 6] = i < 20 and "," or ""
  end
  parts[#parts + 1] = '],"sentAt":"2026-11-22T23:24:05.100Z","writeKey":"demo-write-key"}'
  return wrk.format("POST", "/v1/batch", { ["Content-Type"] = "application/json" }, table.concat(parts))
end

function done(summary, latency, requests)
  io.write(string.format("RESULT requests=%d duration_us=%d bytes=%d non2xx=%d timeouts=%d connect=%d read=%d write=%d p50_us=%d p99_us=%d\n",
    summary.requests, summary.duration, summary.bytes, summary.errors.status, summary.errors.timeout, summary.errors.connect,
    summary.errors.read, summary.errors.write, latency:percentile(50), latency:percentile(99)))
end
