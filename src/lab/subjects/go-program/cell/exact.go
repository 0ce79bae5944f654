package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type growth struct {
	kind     string
	from, to int
	shard    int
	at       int
	entries  int
	before   int64
	during   int64
	after    int64
	writes   int
}

// Sizes of a table as its header tells them.
type shape struct {
	buckets, capacity, slots, overflow, estimate int
	growing                                      bool
}

var growthKinds = []string{"double", "same-size", "table-growth", "split", "directory-doubling", "prune"}

// Growths that are measured and listed; later ones are counted.
const listedGrowths = 512

type pass struct {
	target  target
	seed    uint64
	key     K
	step    int
	out     *bufio.Writer
	count   [kinds]int
	visited int
	expired int
	loop    loop
	// Entries that the open loop visits after each operation; 0 = none is open.
	loopStep uint64
	places   []*map[K]V
	done     int
	bytes    uint64
	mallocs  uint64
	opened   runtime.MemStats
	now      runtime.MemStats
	baseline int64
	peak     int64
	growths  []growth
	dropped  int
	growing  []int
	writes   []int
	kinds    map[string]int
}

// Performs every operation on one goroutine, the writers in turn, and counts. The portable hash with
// a fixed key makes it repeatable: run with GODEBUG=cpu.aes=off, GOGC=off, GOMAXPROCS=1.
func exact(in *frames, seed uint64, step int) {
	debug.SetGCPercent(-1)
	for i := range hashKey {
		hashKey[i] = uintptr(scramble(seed+uint64(i)+1)) | 1
	}
	p := &pass{
		seed: scramble(seed), step: step, out: bufio.NewWriter(os.Stdout),
		growths: make([]growth, 0, listedGrowths+1), kinds: map[string]int{}, loop: newLoop(),
	}
	for _, kind := range growthKinds {
		p.kinds[kind] = 0
	}
	isKept = true
	// The first frame makes the buffers, which are no part of the map.
	more := in.next()
	// What printing and collecting keep for themselves is there before the map is.
	for i := 0; i < 3; i++ {
		fmt.Fprintf(p.out, `{"kind":"warm","operations":%d,"entries":%d}`+"\n", 0, 0)
		p.out.Flush()
		p.live()
	}
	// So many maps there will be; the watching of their growths is no part of them.
	maps := len(newTarget().maps())
	p.growing, p.writes = make([]int, maps+1), make([]int, maps+1)
	p.places = make([]*map[K]V, maps)
	p.settle()
	p.open()
	p.target = newTarget()
	p.close()
	copy(p.places, p.target.places())
	p.reseed()
	p.point()
	for ; more; more = in.next() {
		p.frame(in.writers)
		fmt.Fprintf(p.out, `{"kind":"state","operations":%d,"entries":%d}`+"\n", p.done, p.target.entries())
		p.out.Flush()
	}
	p.finish()
	// Its buffers are in the baseline.
	runtime.KeepAlive(in)
}

func (p *pass) frame(writers []stream) {
	p.open()
	for i := 0; ; i++ {
		isOver := true
		for w := range writers {
			s := &writers[w]
			if i >= len(s.operations) {
				continue
			}
			isOver = false
			s.done++
			if o := s.operations[i]; o.kind < clearKind {
				p.operation(o, s.done)
			} else {
				p.operationOnAll(o.kind, s.argument(), s.done)
			}
		}
		if isOver {
			break
		}
	}
	p.close()
	runtime.ReadMemStats(&p.now)
	if p.now.HeapAlloc > 1<<28 {
		runtime.GC()
	}
}

func (p *pass) operation(o operation, now uint64) {
	p.done++
	p.count[o.kind]++
	m, shard := p.target.shardOf(o.key)
	if m == nil || o.kind == lookupKind {
		entries := p.target.entries()
		perform(p.target, o, now)
		if o.kind == expireKind {
			p.expired += entries - p.target.entries()
		}
	} else {
		p.observed(o, now, m, shard)
	}
	if p.loopStep > 0 {
		p.loopOn()
	}
	p.evenPoint()
}

func (p *pass) evenPoint() {
	if p.done%p.step == 0 {
		p.close()
		p.point()
		p.open()
	}
}

// A write to a map whose growths are watched.
func (p *pass) observed(o operation, now uint64, m map[K]V, shard int) {
	// A key whose address goes to the hash function would be allocated anew each time.
	p.key = o.key
	before := lookAt(m, &p.key)
	held := len(m)
	p.writes[shard]++
	grows := o.kind != deleteKind && o.kind != expireKind
	isMeasured := false
	var bytesBefore int64
	if before.wouldGrow && grows && len(p.growths) < listedGrowths {
		_, isThere := m[o.key]
		isMeasured = !isThere || before.always
	}
	if isMeasured {
		p.close()
		bytesBefore = p.live()
		p.open()
	}
	allocated := p.bytes
	perform(p.target, o, now)
	if o.kind == expireKind {
		// A look-up that deletes nothing is no write.
		p.expired += held - len(m)
		p.writes[shard] += held - len(m) - 1
	}
	after := lookAt(m, &p.key)
	if len(m) == 0 {
		seedMap(m, p.seed)
	}
	// A deletion starts no growth; but one that empties the map changes the hash, and the table of the key.
	if grows && (isMeasured || before.changed(after, len(m) > held)) {
		p.close()
		p.grew(before.growthsUntil(after, len(m) > held), shard, isMeasured, bytesBefore, allocated)
		p.open()
	}
	if p.growing[shard] > 0 && !after.growing {
		p.close()
		p.grown(shard, p.writes[shard])
		p.open()
	}
}

// The growths that a map was in are over.
func (p *pass) grown(shard, writes int) {
	at := p.growing[shard]
	for at > 0 && p.growths[at-1].at == p.growths[p.growing[shard]-1].at {
		p.growths[at-1].after, p.growths[at-1].writes = p.live(), writes
		at--
	}
	p.growing[shard] = 0
}

func (p *pass) grew(growths []growth, shard int, isMeasured bool, before int64, allocated uint64) {
	for _, g := range growths {
		p.kinds[g.kind]++
		if !isMeasured {
			p.dropped++
			continue
		}
		g.shard, g.at, g.entries = shard, p.done, p.target.entries()
		g.before, g.during, g.after = before, before+int64(p.bytes-allocated), -1
		if g.during > p.peak {
			p.peak = g.during
		}
		p.growths = append(p.growths, g)
		p.growing[shard] = len(p.growths)
		p.writes[shard] = 1
	}
}

func (p *pass) open() {
	runtime.ReadMemStats(&p.opened)
}

func (p *pass) close() {
	runtime.ReadMemStats(&p.now)
	p.bytes += p.now.TotalAlloc - p.opened.TotalAlloc
	p.mallocs += p.now.Mallocs - p.opened.Mallocs
}

// Bytes that the map holds: what a collection leaves, less what was there before it.
func (p *pass) live() int64 {
	// Twice: the first empties pools only half.
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&p.now)
	return int64(p.now.HeapAlloc) - p.baseline
}

// Takes the baseline when the heap has come to rest. The runtime's scavenger sleeps by a timer, at any
// time for the first one, and the list of timers would grow for it: it gets its room here. So do the threads
// that it starts where a read of the input blocks one for long.
func (p *pass) settle() {
	startThreads()
	var timers [16]*time.Timer
	for i := range timers {
		timers[i] = time.AfterFunc(time.Hour, func() {})
	}
	for i := range timers {
		timers[i].Stop()
	}
	const enough, most = 4, 100
	for same, looks := 0, 0; same < enough && looks < most; looks++ {
		before := p.baseline
		p.baseline += p.live()
		same++
		if p.baseline != before {
			same = 0
		}
	}
}

// Blocks some goroutines in reads, so that the runtime starts a thread for each and keeps it.
func startThreads() {
	const threads = 4
	var ends [2]int
	if syscall.Pipe(ends[:]) != nil {
		return
	}
	var blocked sync.WaitGroup
	var begun int32
	for i := 0; i < threads; i++ {
		blocked.Add(1)
		go func() {
			atomic.AddInt32(&begun, 1)
			syscall.Read(ends[0], make([]byte, 1))
			blocked.Done()
		}()
	}
	// On a busy machine it takes the runtime long to see that a thread is blocked.
	for waits := 0; atomic.LoadInt32(&begun) < threads && waits < 1000; waits++ {
		time.Sleep(time.Millisecond)
	}
	syscall.Write(ends[1], make([]byte, threads))
	blocked.Wait()
	syscall.Close(ends[0])
	syscall.Close(ends[1])
}

func (p *pass) reseed() {
	for _, m := range p.target.maps() {
		seedMap(m, p.seed)
	}
}

func (p *pass) shape() shape {
	var sum shape
	for _, m := range p.target.maps() {
		s := shapeOf(m)
		sum.buckets += s.buckets
		sum.capacity += s.capacity
		sum.slots += s.slots
		sum.overflow += s.overflow
		sum.estimate += s.estimate
		sum.growing = sum.growing || s.growing
	}
	return sum
}

func (p *pass) point() {
	held := p.live()
	if held > p.peak {
		p.peak = held
	}
	fmt.Fprintf(p.out, `{"kind":"point","operation":%d,"entries":%d,"bytesHeld":%d,"slots":%d}`+"\n",
		p.done, p.target.entries(), held, p.shape().slots)
}

func (p *pass) finish() {
	p.loop.end()
	p.point()
	s := p.shape()
	for _, g := range p.growths {
		fmt.Fprintf(p.out, `{"kind":"growth","growth":"%s","shard":%d,"operation":%d,"entries":%d,`+
			`"from":%d,"to":%d,"before":%d,"during":%d,"after":%d,"writes":%d}`+"\n",
			g.kind, g.shard, g.at, g.entries, g.from, g.to, g.before, g.during, g.after, g.writes)
	}
	held, entries := p.live(), p.target.entries()
	// What is still there without the map was never the map's.
	p.target = nil
	for i := range p.places {
		p.places[i] = nil
	}
	strays := p.live()
	fmt.Fprintf(p.out, `{"kind":"end","version":"%s","insert":%d,"update":%d,"delete":%d,"lookup":%d,`+
		`"readModifyWrite":%d,"clear":%d,"iterate":%d,"copy":%d,"deleteIf":%d,"visited":%d,"expired":%d,`+
		`"entries":%d,"capacity":%d,"buckets":%d,"slots":%d,"overflow":%d,"estimate":%d,"growing":%t,`+
		`"held":%d,"strays":%d,"peak":%d,"bytes":%d,"allocations":%d,"dropped":%d,"kinds":{`,
		runtime.Version(), p.count[insertKind], p.count[updateKind], p.count[deleteKind],
		p.count[lookupKind]+p.count[expireKind], p.count[modifyKind], p.count[clearKind],
		p.count[iterateKind], p.count[copyKind], p.count[deleteIfKind], p.visited, p.expired, entries,
		s.capacity, s.buckets, s.slots, s.overflow, s.estimate, s.growing,
		held, strays, p.peak, p.bytes, p.mallocs, p.dropped)
	comma := ""
	for _, kind := range growthKinds {
		if p.kinds[kind] > 0 {
			fmt.Fprintf(p.out, `%s"%s":%d`, comma, kind, p.kinds[kind])
			comma = ","
		}
	}
	fmt.Fprint(p.out, "}}\n")
	p.out.Flush()
}
