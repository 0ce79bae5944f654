/** A page with every type of OpenMetrics, exemplars, units, time stamps and escapes. */
export const openMetricsPage: string = `# HELP requests Requests served, \\"all\\" of them\\nby path \\\\ verb
# TYPE requests counter
requests_total{path="/a",verb="GET"} 17 # {trace="4bf92f"} 1 1718000000.123
requests_created{path="/a",verb="GET"} 1718000000.5
requests_total{path="/b \\"x\\"\\n\\\\",verb="PUT"} 3.0 1718000001
requests_created{path="/b \\"x\\"\\n\\\\",verb="PUT"} 1718000000 1718000001
# TYPE map_bytes gauge
# UNIT map_bytes bytes
# HELP map_bytes Held
map_bytes{map="default",generation="current"} 1.2e+06
map_bytes{map="default",generation="old"} 0
map_bytes{generation="old",map="other"} NaN
# HELP latency_seconds Time
# TYPE latency_seconds histogram
# UNIT latency_seconds seconds
latency_seconds_bucket{le="0.01"} 2 # {id="a b"} 0.004
latency_seconds_bucket{le="0.1"} 5
latency_seconds_bucket{le="+Inf"} 6 # {} 12.5 1718000000
latency_seconds_count 6
latency_seconds_sum 13.5
latency_seconds_created 1718000000
# TYPE queue gaugehistogram
queue_bucket{le="1.0"} 1
queue_bucket{le="+Inf"} 2
queue_gcount 2
queue_gsum 5
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} 0.2
rpc_seconds{quantile="0.99"} 0.9
rpc_seconds_count 10
rpc_seconds_sum 3
rpc_seconds_created 1718000000
# TYPE build info
build_info{version="1.2.3",commit="abc"} 1
# TYPE state stateset
state{state="up"} 1
state{state="down"} 0
# TYPE odd unknown
odd -Inf
plain 5
plain{a="b"} 6 1718000000
# EOF
`;

/** A page with every type of the text format, comments, blank lines, blanks and escapes. */
export const textPage: string = `# A comment, and an empty line

# HELP requests_total Requests served \\\\ by path\\n and verb
# TYPE requests_total counter
requests_total{path="/a",verb="GET"} 17
requests_total{path="/b \\"x\\"\\n\\\\",verb="PUT",} 3.0 1718000001000
#HELP map_bytes Held
# TYPE map_bytes gauge
map_bytes { map = "default" , generation="current" } 1.2e+06
map_bytes{map="default",generation="old"}	0
map_bytes{generation="old",map="other"} NaN -5
# TYPE latency_seconds histogram
latency_seconds_bucket{le="0.01"} 2
latency_seconds_bucket{le="0.1"} 5
latency_seconds_bucket{le="+Inf"} 6
latency_seconds_count 6
latency_seconds_sum 13.5
# TYPE rpc_seconds summary
rpc_seconds{quantile="0.5"} 0.2
rpc_seconds{quantile="0.99"} 0.9
rpc_seconds_count 10
rpc_seconds_sum 3
# TYPE odd untyped
odd -Inf
  plain 5
plain{a="b"} +Inf 1718000000000
`;
