-- One request over and over. Arguments: method, body, then names and values of headers. Writes what load.js reads.

function init(args)
  wrk.method = args[1]
  if args[2] ~= "" then wrk.body = args[2] end
  for at = 3, #args, 2 do wrk.headers[args[at]] = args[at + 1] end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('{"rate":%f,"failed":%d,"p50":%f,"p95":%f,"p99":%f}\n',
    summary.requests / summary.duration * 1e6, failed,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
