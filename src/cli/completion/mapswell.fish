complete -c mapswell -f
complete -c mapswell -n '__fish_use_subcommand' -a init -d 'Write a configuration, a first scenario and npm scripts; overwrite nothing.'
complete -c mapswell -n '__fish_use_subcommand' -a completion -d 'Print a script that completes commands and flags in a shell'
complete -c mapswell -n '__fish_use_subcommand' -a run -d 'Run scenarios under limits; write the record, the CSV files and the report.'
complete -c mapswell -n '__fish_use_subcommand' -a merge -d 'Put the shards of a run together, and check across machines that counts agree'
complete -c mapswell -n '__fish_use_subcommand' -a submit -d 'Write what Slurm, Kubernetes, CI or GNU parallel need to run a run in parts'
complete -c mapswell -n '__fish_use_subcommand' -a list -d 'List the scenarios, what each is for, and its cells.'
complete -c mapswell -n '__fish_use_subcommand' -a workloads -d 'List workloads by name (YCSB, 53 caches of Twitter), and which grow inside a limit'
complete -c mapswell -n '__fish_use_subcommand' -a plan -d 'Compute when a map grows, what it holds, and whether it fits a limit'
complete -c mapswell -n '__fish_use_subcommand' -a capacity -d 'Find how many entries fit into a memory limit, and what ends it'
complete -c mapswell -n '__fish_use_subcommand' -a replay -d 'Replay recorded traffic on a map, and count what it takes'
complete -c mapswell -n '__fish_use_subcommand' -a report -d 'Write the swelling report of a record, or of a recorded process, as one HTML file'
complete -c mapswell -n '__fish_use_subcommand' -a migrate -d 'Write a record of any version in another form; overwrite nothing'
complete -c mapswell -n '__fish_use_subcommand' -a baseline -d 'Run the scenarios twice; write a baseline only where both runs agree.'
complete -c mapswell -n '__fish_use_subcommand' -a compare -d 'Compare a run with a baseline a verdict for every metric of every cell'
complete -c mapswell -n '__fish_use_subcommand' -a ab -d 'Run two folders, revisions or configurations in turns and compare them'
complete -c mapswell -n '__fish_use_subcommand' -a accept -d 'Accept a change into a baseline, with a reason'
complete -c mapswell -n '__fish_use_subcommand' -a history -d 'Find the commit that changed a metric'
complete -c mapswell -n '__fish_use_subcommand' -a doctor -d 'Show which limits this machine can enforce, how noisy it is, and what to change'
complete -c mapswell -n '__fish_use_subcommand' -a verify -d 'Compare the models with the real maps of the Go and the Node on this machine'
complete -c mapswell -n '__fish_use_subcommand' -a claims -d 'Test well-known statements about map growth on the models and on real maps'
complete -c mapswell -n '__fish_use_subcommand' -a advise -d 'Find the maps in source code, and what to do about them, with their bytes'
complete -c mapswell -n '__fish_use_subcommand' -a contract -d 'Check that a service exposes what its contract says of its maps'
complete -c mapswell -n '__fish_use_subcommand' -a attach -d 'Show every map of a running Go or Node.js program, or of a Redis, and when it grows'
complete -c mapswell -n '__fish_use_subcommand' -a serve -d 'Serve an instrumented map over HTTP, with metrics for Prometheus'
complete -c mapswell -n '__fish_use_subcommand' -a arl -d 'Compute the average run length of an EWMA chart, or the limit that gives one'
complete -c mapswell -n '__fish_use_subcommand' -a fleet -d 'Generate labelled traces maps that exhaust their memory, and healthy ones'
complete -c mapswell -n '__fish_use_subcommand' -a evaluate -d 'Evaluate detectors on traces timely warnings and false alarms'
complete -c mapswell -n '__fish_use_subcommand' -a calibrate -d 'Fit alert thresholds to traces and judge them on others'
complete -c mapswell -n '__fish_use_subcommand' -a detect -d 'Run a calibration over traces and print the alarms'
complete -c mapswell -n '__fish_use_subcommand' -a alerts -d 'Write Prometheus rules, their tests, an Alertmanager and a Grafana file'
complete -c mapswell -n '__fish_use_subcommand' -l version -d 'show the version'
complete -c mapswell -n '__fish_use_subcommand' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from init' -l for -d 'what the scenario is for (default asks)' -x -a 'node-cache go-cache module'
complete -c mapswell -n '__fish_seen_subcommand_from init' -l limit -d 'memory of each process' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from init' -l entries -d 'entries that each writer fills in' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from init' -l rate -d 'operations that arrive, such as 20k/s (default as fast as they can)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from init' -l typescript -d 'write TypeScript (default where there is a tsconfig.json, or no package.json)'
complete -c mapswell -n '__fish_seen_subcommand_from init' -l javascript -d 'write JavaScript'
complete -c mapswell -n '__fish_seen_subcommand_from init' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from completion' -a bash -d ''
complete -c mapswell -n '__fish_seen_subcommand_from completion' -a zsh -d ''
complete -c mapswell -n '__fish_seen_subcommand_from completion' -a fish -d ''
complete -c mapswell -n '__fish_seen_subcommand_from completion' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from run' -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l limit-memory -d 'memory of each process, as in 512MiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l cpus -d 'CPUs of each process, as in 2 or 0.5' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l seed -d 'seed of the workloads and of the order' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l node-arguments -d 'flags of the Node.js process, such as --max-old-space-size=400' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l rounds -d 'timed rounds of each cell' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l quick -d 'count exactly and measure one round --rounds 1'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l cell -d 'only these cells; * and ? stand for others' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l grep -d 'only cells whose name or purpose matches' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l out -d 'folder for the results (default a new one in the reports folder)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l record-as -d 'record as one JSON document, or in lines for any size (default json, beyond 200 cells ndjson)' -x -a 'json ndjson ndjson.gz'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l shard -d 'run only part i of n, to be put together by merge' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l generator -d 'send every n-th request of a rate to a service that runs already, with n - 1 others' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l start-at -d 'when all generators begin ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l durations -d 'an earlier run whose times balance the shards' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l speed -d 'speeds beside real Go to quote, as mapswell verify --speed --out writes them on this machine' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l resume -d 'go on with an unfinished run, in --out or the newest one'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l json -d 'print the record as JSON and nothing else'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l quiet -d 'print nothing but errors'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l github -d 'also print them as annotations of GitHub Actions, and append the summary'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l fail-on -d 'also fail on this verdict' -x -a 'inconclusive'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l junit -d 'also write outcomes and thresholds as JUnit XML; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l markdown -d 'also write them as Markdown; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from run' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from run' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from merge' -F
complete -c mapswell -n '__fish_seen_subcommand_from merge' -l out -d 'folder for the record, the tables and the report (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from merge' -l record-as -d 'record as one JSON document, or in lines for any size (default json, beyond 200 cells ndjson)' -x -a 'json ndjson ndjson.gz'
complete -c mapswell -n '__fish_seen_subcommand_from merge' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from merge' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from merge' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from submit' -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l engine -d 'what runs the parts (required)' -x -a 'slurm kubernetes github gitlab parallel'
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l shards -d 'number of parts (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l out -d 'folder for the files, and for the results where shared (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l run -d 'start it slurm and parallel, where they are at hand'
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l limit-memory -d 'memory of each process, as in 512MiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l cpus -d 'CPUs of each process, as in 2 or 0.5' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l seed -d 'seed of the workloads and of the order' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l node-arguments -d 'flags of the Node.js process, such as --max-old-space-size=400' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l rounds -d 'timed rounds of each cell' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l cell -d 'only these cells; * and ? stand for others' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l grep -d 'only cells whose name or purpose matches' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l durations -d 'an earlier run whose times balance the parts' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l time -d 'how long one part may take (default 1h)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l at-once -d 'how many parts run at a time' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l image -d 'kubernetes image with the project; gitlab image with Node.js' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l claim -d 'kubernetes the volume claim that holds the results' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l partition -d 'slurm the partition' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l mapswell -d 'how mapswell is started there' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from submit' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from list' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from list' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from list' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from workloads' -l map -d 'which map that of a version of Go, or v8 for Node.js' -x -a 'go1.19 go1.20 go1.21 go1.22 go1.23 go1.24 go1.25 go1.26 go1.27 v8'
complete -c mapswell -n '__fish_seen_subcommand_from workloads' -l limit -d 'memory of the process' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from workloads' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from workloads' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l map -d 'which map that of a version of Go, v8 for Node.js, a dict of Redis or Python' -x -a 'go1.19 go1.20 go1.21 go1.22 go1.23 go1.24 go1.25 go1.26 go1.27 v8 redis7 cpython3.11 v8-object'
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l compare -d 'several maps instead, such as go1.22,v8,redis7' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l key -d 'key type (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l value -d 'value type (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l entries -d 'distinct keys to insert (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l hint -d 'size hint passed to make' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l guard -d 'what protects the map none, mutex, rwmutex, sync.Map or shardedN with N from 1 to 1024' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l limit -d 'memory that the process may take, such as 2GiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l key-bytes -d 'bytes of what a key points to 512, lognormal(median, p99), 163,6401 with weights, or @file' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l value-bytes -d 'bytes of what a value points to, in the same way' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l gogc -d 'GOGC of a Go process' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l gomemlimit -d 'GOMEMLIMIT of a Go process' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l node-version -d 'version of a Node.js process (default this one)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l node-arguments -d 'flags of the Node.js process, such as --max-old-space-size=400' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from plan' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l map -d 'which map that of a version of Go, v8 for Node.js, a dict of Redis or Python' -x -a 'go1.19 go1.20 go1.21 go1.22 go1.23 go1.24 go1.25 go1.26 go1.27 v8 redis7 cpython3.11 v8-object'
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l key -d 'key type (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l value -d 'value type (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l limit -d 'memory for the process, such as 512MiB (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l guard -d 'what protects the map none, mutex, rwmutex, sync.Map or shardedN with N from 1 to 1024' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l hint -d 'size hint to try (default those that the table suggests)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l key-bytes -d 'bytes of what a key points to 512, lognormal(median, p99), 163,6401 with weights, or @file' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l value-bytes -d 'bytes of what a value points to, in the same way' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l live -d 'keep so many entries while others come and go, as a cache' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l churn -d 'entries that are replaced, such as 5000/s (with --live)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l go -d 'go command to build the real process with' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l node -d 'node command to run the real process with (default this one)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l node-arguments -d 'flags of the Node.js process, such as --max-old-space-size=400' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l out -d 'also write the answer with its chart, as HTML; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from capacity' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from replay' -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l map -d 'which map that of a version of Go, or v8 for Node.js' -x -a 'go1.19 go1.20 go1.21 go1.22 go1.23 go1.24 go1.25 go1.26 go1.27 v8'
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l key -d 'key type' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l value -d 'value type' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l hint -d 'size hint passed to make' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l limit -d 'memory that the table may take, such as 1GiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l format -d 'format (default by the first line)' -x -a 'keys twitter csv ndjson redis-monitor'
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l columns -d 'columns of csv and ndjson, as in key=id,time=at; what they hold key, operation, time, keyBytes, valueBytes, ttl' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l operations -d 'only so many operations' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l speed -d 'recorded seconds per second (default as fast as it goes)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l key-bytes -d 'bytes of a string key in the map (default 16)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l seed -d 'seed of the hash of the map (default 1)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l shards -d 'also count the load of so many shards, as if the map were split' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l show-keys -d 'show the heaviest keys, not only their hashes'
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l real -d 'perform the same on a real map of Go, and compare'
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from replay' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from report' -F
complete -c mapswell -n '__fish_seen_subcommand_from report' -l out -d 'where to write the report, - for standard output (default report.html beside the record)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from report' -l claims -d 'claims to show, as mapswell claims --out writes them' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from report' -l speed -d 'speeds beside real Go to quote, as mapswell verify --speed --out writes them on this machine' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from report' -l csv -d 'write results.csv and growth-events.csv beside the report as well'
complete -c mapswell -n '__fish_seen_subcommand_from report' -l open -d 'open the report in the browser'
complete -c mapswell -n '__fish_seen_subcommand_from report' -l single -d 'one file, however many cells it has (default beyond 200 a page for each cell)'
complete -c mapswell -n '__fish_seen_subcommand_from report' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from report' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from migrate' -F
complete -c mapswell -n '__fish_seen_subcommand_from migrate' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from migrate' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -F
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -l rounds -d 'timed rounds of each cell in each run' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -l out -d 'the baseline, - for standard output (default baseline/baseline.json in the reports folder)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -l quiet -d 'print nothing but errors'
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from baseline' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from compare' -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l run -d 'run these scenarios, or all, twice now as the candidate' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l rounds -d 'timed rounds of each cell with --run' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l format -d 'output' -x -a 'terminal markdown json junit github sarif'
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l fail-on -d 'also fail on this verdict' -x -a 'inconclusive'
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l all -d 'also list what passed'
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l alpha -d 'probability of any false alarm over all gated timed metrics' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l band -d 'largest change of a timed metric that never fails' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l must-see -d 'a timed metric passes only where a worsening beyond this is ruled out' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l gate -d 'timed metrics that can fail, with commas between, or none' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l html -d 'also write the comparison as one HTML page; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from compare' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l config -d 'configuration file, from the folder of each side' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l rounds -d 'timed rounds of each cell and arm' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l limit-memory -d 'memory of each process, as in 512MiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l cpus -d 'CPUs of each process, as in 2 or 0.5' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l seed -d 'seed of the workloads and of the order' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l install -d 'command that installs a revision (default by its lock file)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l no-install -d 'install nothing'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l out -d 'folder for the records (default a new one in the reports folder)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l quiet -d 'print no progress'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l format -d 'output' -x -a 'terminal markdown json junit github sarif'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l fail-on -d 'also fail on this verdict' -x -a 'inconclusive'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l all -d 'also list what passed'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l alpha -d 'probability of any false alarm over all gated timed metrics' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l band -d 'largest change of a timed metric that never fails' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l must-see -d 'a timed metric passes only where a worsening beyond this is ruled out' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l gate -d 'timed metrics that can fail, with commas between, or none' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l html -d 'also write the comparison as one HTML page; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from ab' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from accept' -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l cell -d 'the cell (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l metric -d 'the metric, or all that changed' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l reason -d 'why this is right (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l alpha -d 'probability of any false alarm over all gated timed metrics' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l band -d 'largest change of a timed metric that never fails' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l must-see -d 'a timed metric passes only where a worsening beyond this is ruled out' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l gate -d 'timed metrics that can fail, with commas between, or none' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from accept' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from history' -F
complete -c mapswell -n '__fish_seen_subcommand_from history' -l cell -d 'this cell only' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from history' -l metric -d 'this metric only' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from history' -l all -d 'also show metrics that did not change'
complete -c mapswell -n '__fish_seen_subcommand_from history' -l no-index -d 'read every record anew, and keep no index of the folder'
complete -c mapswell -n '__fish_seen_subcommand_from history' -l html -d 'also write an HTML page with a trend chart per metric; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from history' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from history' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from history' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from doctor' -l no-noise -d 'skip the noise test, which takes some seconds'
complete -c mapswell -n '__fish_seen_subcommand_from doctor' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from doctor' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l go -d 'go command to verify against' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l quick -d 'a part that takes about a minute all recordings, three types, small maps'
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l speed -d 'measure how long the reference map takes beside real Go, by 12 workloads'
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l every-go -d 'with --speed every version of Go that is found, and not only the newest'
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l out -d 'with --speed write a document that mapswell report quotes; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from verify' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from claims' -l go -d 'go command to use' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from claims' -l out -d 'write them as a document that mapswell report shows; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from claims' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from claims' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from claims' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l entries -d 'entries of every map, for the figures' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l go -d 'version of Go, such as 1.24 (default by go.mod)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l profile -d 'heap profile of the running program (pprof, a file or an address) ranks the maps' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l live -d 'record of the running program by attach --record ranks the maps' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l record -d 'record of a run of what --scenario printed, or of attach --record ranks the maps' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l min-bytes -d 'with --profile, --live or --record, bytes below which a map is not advised on' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l rules -d 'rules to apply, separated by commas, or all (default those that are on)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l types -d 'ask the types of a Go on this machine on, where there is one (auto), or off' -x -a 'off auto on'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l tests -d 'analyse files named _test.go too'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l all -d 'list every map, also those that nothing is advised on'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l require-contract -d 'fail where a shared map does not say in a comment what guards it'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l diff -d 'show the hints that can be written by themselves, as a diff, and change nothing'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l scenario -d 'print a scenario that measures this map behind mutex, rwmutex, shards and as sync.Map' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l fix -d 'write these hints into the source'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l format -d 'how findings are written' -x -a 'text sarif github markdown junit'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l baseline -d 'advice that is known only what is new fails (written by --write-baseline)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l fail-on -d 'least level that ends with exit code 1' -x -a 'note warning error never'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l write-baseline -d 'write what is advised now as the baseline of later looks; nothing fails' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from advise' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from contract' -a check -d 'Check whether a running service keeps its contract'
complete -c mapswell -n '__fish_seen_subcommand_from contract' -a record -d 'Write a first contract from what a running service exposes'
complete -c mapswell -n '__fish_seen_subcommand_from contract' -a diff -d 'Compare two contracts what breaks, what is new, and whether the version says so'
complete -c mapswell -n '__fish_seen_subcommand_from contract' -a accept -d 'Accept a break of a contract, with a reason'
complete -c mapswell -n '__fish_seen_subcommand_from contract' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -l url -d 'address of the service, or of its page of metrics' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -l start -d 'start the service as the contract says, and end it afterwards'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -l format -d 'output' -x -a 'terminal markdown json junit github sarif'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -l fail-on -d 'also fail on this outcome' -x -a 'warning'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -l all -d 'also list what holds'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from check' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from record' -l url -d 'address of the service, or of its page of metrics (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from record' -l name -d 'name of the contract (default that of the folder)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from record' -l out -d 'where it is written; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from record' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from record' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from diff' -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from diff' -l fail-on -d 'also fail on this outcome' -x -a 'warning'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from diff' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from diff' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from accept' -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from accept' -l reason -d 'why this is right (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from accept' -l old -d 'what it breaks with a contract, a folder or a revision' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from accept' -l contract -d 'the contract, which is rewritten' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from accept' -l by -d 'who accepts it (default gits user.name)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from contract; and __fish_seen_subcommand_from accept' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l name -d 'every process whose executable has that file name' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l redis -d 'a Redis 7 instead of a process when its databases double, against its maxmemory' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l once -d 'one table, from two looks, and the end'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l json -d 'with --once, --check or --pprof print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l every -d 'time between looks at the maps that are known' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l rescan -d 'time between looks for all maps' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l for -d 'end after this time' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l top -d 'maps that are shown, largest first' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l min-bytes -d 'maps that hold less are summed' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l limit -d 'memory that the process may take, such as 512MiB; by default what its control groups allow' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l calibration -d 'what calibrate wrote its detectors watch the process' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l serve -d 'metrics for Prometheus, debug pages and a page to look at, such as on 127.0.0.19464' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l record -d 'a trace that detect and calibrate read memory of the process and entries of one map (CSV)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l scenario -d 'with --once write a scenario of one map, its type, entries, rate and limit' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l map -d 'the map of --record and --scenario, by its name or address; by default the largest' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l events -d 'births, deaths, growths and alarms, a line of JSON each, appended to the file' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l growths -d 'hear growths of a Go program at the insert, with stacks; needs root, for probes of the kernel'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l stacks -d 'look for maps on the stacks of goroutines of a Go program, too, and read all that these have in use'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l check -d 'what attach can see of the process from here, and which rights are missing'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l pprof -d 'lines that hold tables, by the heap profile of a Go program; needs no right and no PID' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l gctrace -d 'log of a Go program with GODEBUG=gctrace=1, which is followed; - is standard input' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from attach' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l map -d 'which map that of a version of Go, or v8 for Node.js' -x -a 'go1.19 go1.20 go1.21 go1.22 go1.23 go1.24 go1.25 go1.26 go1.27 v8'
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l key -d 'key type' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l value -d 'value type' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l guard -d 'what protects the map none, mutex, rwmutex, sync.Map or shardedN with N from 1 to 1024' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l hint -d 'size hint passed to make' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l seed -d 'seed of everything random' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l limit -d 'memory that the map may take, such as 512MiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l name -d 'value of the label map' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l show-keys -d 'show the heaviest keys in /debug/mapsize, not only their hashes'
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l host -d 'address to listen on' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l allow-remote -d 'allow a --host that other machines can reach'
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l allow-host -d 'additional Host name to accept, or *; repeatable' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l port -d 'port to listen on; 0 takes a free one' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l debug-port -d 'separate port for the debug pages' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l no-debug -d 'no debug pages'
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l max-key -d 'longest key' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l max-value -d 'longest value, and line of a batch' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l max-batch -d 'longest batch' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l max-connections -d 'concurrent connections' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l max-buffered -d 'bodies and answers in memory, over all connections' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l events -d 'growths as CloudEvents, a line of JSON each, appended to the file; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l ready-file -d 'file that gets the address once the service listens' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l stop-after -d 'stop after this time' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from serve' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l lambda -d 'weight of the newest sample' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l limit -d 'alarm limit' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l wanted -d 'find the limit for this run length' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l shift -d 'shift of the mean' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l drift -d 'drift of the mean per sample' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l drift-from-zero -d 'the first sample still has mean 0'
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l one-sided -d 'alarm upwards only'
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l reflect-at -d 'lowest value, one-sided' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from arl' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l out -d 'folder to write, one CSV file a series and fleet.json (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l seed -d 'same seed, same bytes' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l failures -d 'series that end in exhaustion, a third each by slow leak, fast leak and doubling' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l healthy -d 'series that hover high and stay well' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l deployments -d 'services that are deployed once or twice a day, and as many that fail while they warm up' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l noise -d 'recorded traces (files, folders) whose noise is resampled' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from fleet' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l calibration -d 'judge what this calibration chose' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l lead -d 'how early a warning must come' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l graft -d 'put failures onto the noise of healthy series'
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l seed -d 'seed of the failures' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l limit -d 'limit of a series in bytes, such as 2GiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l exhausted-at -d 'share of the limit that is exhaustion (99.5 of percentages, 100 of bytes)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l time-unit -d 'unit of the time column' -x -a 'minutes seconds milliseconds iso'
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l time-column -d 'column with the time' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l value-column -d 'column with percent or bytes' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l operations-per-minute -d 'traffic at which the run of a record (.json) is played' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l prometheus -d 'read from a Prometheus server instead of files' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l query -d 'query of percent, or of bytes with --limit' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l start -d 'ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l end -d 'ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l step -d 'distance of samples' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l max-series -d 'series that the query may have' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from evaluate' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l false-alarms -d 'budget per series-day' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l lead -d 'how early a warning must come' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l seed -d 'seed of the failures' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l threads -d 'threads of the search' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l shard -d 'only score part i of n, into --scores' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l merge -d 'choose by the scores of all parts' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l limit -d 'limit of a series in bytes, such as 2GiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l exhausted-at -d 'share of the limit that is exhaustion (99.5 of percentages, 100 of bytes)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l time-unit -d 'unit of the time column' -x -a 'minutes seconds milliseconds iso'
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l time-column -d 'column with the time' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l value-column -d 'column with percent or bytes' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l operations-per-minute -d 'traffic at which the run of a record (.json) is played' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l prometheus -d 'read from a Prometheus server instead of files' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l query -d 'query of percent, or of bytes with --limit' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l start -d 'ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l end -d 'ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l step -d 'distance of samples' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l max-series -d 'series that the query may have' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l scores -d 'the scores of a part, for --merge' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l out -d 'file to write; - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l report -d 'write the calibration as a page too, with traces drawn (HTML); - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from calibrate' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from detect' -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l calibration -d 'what calibrate wrote (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l why -d 'what each detector saw at that minute of a trace' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l history -d 'healthy trace of the same series, to fit thresholds to it' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l limit -d 'limit of a series in bytes, such as 2GiB' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l exhausted-at -d 'share of the limit that is exhaustion (99.5 of percentages, 100 of bytes)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l time-unit -d 'unit of the time column' -x -a 'minutes seconds milliseconds iso'
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l time-column -d 'column with the time' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l value-column -d 'column with percent or bytes' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l operations-per-minute -d 'traffic at which the run of a record (.json) is played' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l prometheus -d 'read from a Prometheus server instead of files' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l query -d 'query of percent, or of bytes with --limit' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l start -d 'ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l end -d 'ISO time or seconds since 1970' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l step -d 'distance of samples' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l max-series -d 'series that the query may have' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l report -d 'a page of all alarms, with the first 12 traces drawn (HTML); - is standard output' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l json -d 'print JSON'
complete -c mapswell -n '__fish_seen_subcommand_from detect' -l help -d 'show the help'
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l calibration -d 'what calibrate wrote (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l out -d 'folder to write (required)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l config -d 'configuration file (default the nearest sandbox.config.*)' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l limit -d 'memory limit of a service with the exporter' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l map -d 'maps of the services' -x -a 'go1.19 go1.20 go1.21 go1.22 go1.23 go1.24 go1.25 go1.26 go1.27 v8 redis7 cpython3.11 v8-object'
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l runbook -d 'where docs/runbook.md is served, or its path' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l warning-url -d 'webhook for warnings' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l critical-url -d 'webhook for criticals' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l scrape -d 'services with the exporter, for a prometheus.yml' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l alertmanager -d 'for a prometheus.yml' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l explain -d 'say of each alert when it fires, when it stops and what was measured'
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l minute -d 'how long a minute of the rules lasts less rehearses them' -r -F
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l force -d 'replace whatever file stands where one is written'
complete -c mapswell -n '__fish_seen_subcommand_from alerts' -l help -d 'show the help'
