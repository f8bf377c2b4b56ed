-- Look-ups for wrk: one device after another by its key, all that a batch load of the same number of devices has visited.
-- usage: wrk … -s lookup.lua URL -- DEVICES
local counter, devices = 0, 1000

function init(args)
  devices = tonumber(args[1] or "1000")
  wrk.headers["Authorization"] = "Bearer demo-read-key"
end

function request()
  counter = counter + 1
  return wrk.format("GET", string.format("/v1/devices/demo/bench-device-%08d?view=merged", (counter * 7919) % devices))
end

function done(summary, latency, requests)
  io.write(string.format("RESULT requests=%d duration_us=%d bytes=%d non2xx=%d timeouts=%d connect=%d read=%d write=%d p50_us=%d p99_us=%d\n",
    summary.requests, summary.duration, summary.bytes, summary.errors.status, summary.errors.timeout, summary.errors.connect,
    summary.errors.read, summary.errors.write, latency:percentile(50), latency:percentile(99)))
end
