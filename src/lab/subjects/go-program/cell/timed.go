package main

import (
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"time"
	"unsafe"
)

// Performs the operations of every writer on a goroutine of its own, frame by frame; between frames,
// while operations are drawn and read, nobody works and no clock runs.
func timed(in *frames, seed uint64, interval int) {
	samplers := make([]sampler, len(in.writers))
	for w := range samplers {
		samplers[w] = newSampler(scramble(seed+uint64(w)), interval)
	}
	for in.hasMore() {
		t := newTarget()
		for w := range in.writers {
			in.writers[w].done = 0
		}
		for in.next() {
			elapsed := parallel(t, in.writers, samplers)
			fmt.Printf(`{"kind":"frame","ns":%d,"entries":%d,"resolutionNs":%d,"normal":[%s],"evacuating":[%s],"growing":[%s]}`+"\n",
				elapsed.Nanoseconds(), quickEntries(t), resolutionNs,
				drain(samplers, normal), drain(samplers, evacuating), drain(samplers, growing))
		}
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		fmt.Printf(`{"kind":"end","version":"%s","gcCycles":%d,"gcPauseNs":%d,"peakRssBytes":%d}`+"\n",
			runtime.Version(), stats.NumGC, stats.PauseTotalNs, peakRss())
		runtime.KeepAlive(t)
	}
}

func parallel(t target, writers []stream, samplers []sampler) time.Duration {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	m := watched(t, len(writers))
	for w := range writers {
		ready.Add(1)
		done.Add(1)
		go func(work *stream, s *sampler) {
			ready.Done()
			<-start
			s.perform(t, m, work)
			done.Done()
		}(&writers[w], &samplers[w])
	}
	ready.Wait()
	began := time.Now()
	close(start)
	done.Wait()
	return time.Since(began)
}

// In which state of the map an operation ran.
const (
	normal = iota
	evacuating
	growing
	states
)

// The map whose state its header tells. Nil where others write it too or a lock stands before it, which
// nobody reads from outside: there all operations count as normal.
func watched(t target, writers int) map[K]V {
	if p, ok := t.(*plain); ok && headerTellsState && writers == 1 {
		return p.m
	}
	return nil
}

// Operations on one table that are timed because they might start a growth, and do not: a full map whose
// present keys are written again and again would otherwise be timed all the time.
const mostFruitless = 32

// Times one operation in interval, at random distances, and of a map that is watched every one that starts
// a growth.
type sampler struct {
	random    uint64
	interval  uint64
	left      uint64
	fruitless int
	table     unsafe.Pointer
	// The loop that is open, and entries that it visits after each operation; 0 = none.
	loop     *reflect.MapIter
	loopStep uint64
	samples  [states][]int64
	_        [64]byte
}

func newSampler(seed uint64, interval int) sampler {
	s := sampler{random: seed | 1, interval: uint64(interval)}
	s.draw()
	return s
}

func (s *sampler) draw() {
	s.random ^= s.random << 13
	s.random ^= s.random >> 7
	s.random ^= s.random << 17
	s.left = 1 + s.random%(2*s.interval-1)
}

func (s *sampler) perform(t target, m map[K]V, work *stream) {
	now := work.done
	work.done += uint64(len(work.operations))
	for i := range work.operations {
		o := &work.operations[i]
		now++
		s.left--
		isDue := s.left == 0
		if !isDue && (m == nil || s.fruitless == mostFruitless || !mayGrow(m, o.kind)) {
			s.performAny(t, work, *o, now)
			if o.kind >= clearKind && m != nil {
				m = watched(t, 1) // a copy takes its place
			}
			continue
		}
		before := s.lookAt(m, o)
		began := time.Now()
		s.performAny(t, work, *o, now)
		ns := time.Since(began).Nanoseconds() - clockNs
		if o.kind >= clearKind && m != nil {
			m = watched(t, 1)
		}
		state := s.stateOf(before, s.lookAt(m, o))
		if isDue || state == growing {
			s.samples[state] = append(s.samples[state], ns)
		} else {
			s.fruitless++
		}
		if isDue {
			s.draw()
		}
	}
}

func (s *sampler) performAny(t target, work *stream, o operation, now uint64) {
	if o.kind < clearKind {
		perform(t, o, now)
		if s.loopStep > 0 {
			s.loopOn()
		}
		return
	}
	s.loopStep = 0
	if o.kind == loopKind {
		s.loop, s.loopStep = reflect.ValueOf(t.maps()[0]).MapRange(), work.argument()
		s.loopOn()
		return
	}
	t.whole(o.kind, work.argument(), now)
}

// Lets the open loop visit what it visits after an operation.
func (s *sampler) loopOn() {
	for left := s.loopStep; left > 0; left-- {
		if !s.loop.Next() {
			s.loopStep = 0
			return
		}
	}
}

func (s *sampler) lookAt(m map[K]V, o *operation) look {
	if m == nil {
		return look{}
	}
	l := lookAt(m, &o.key)
	if l.table != s.table {
		s.table, s.fruitless = l.table, 0
	}
	return l
}

func (s *sampler) stateOf(before, after look) int {
	if before.changed(after, false) {
		return growing
	}
	if before.growing {
		return evacuating
	}
	return normal
}

// What reading the clock twice takes, and the shortest duration that it tells from none: its step, or
// its cost where that is longer.
var clockNs, resolutionNs = readClock()

func readClock() (least, leastAboveZero int64) {
	least, leastAboveZero = 1<<62, 1<<62
	for end := time.Now().Add(time.Millisecond); ; {
		began := time.Now()
		took := time.Since(began).Nanoseconds()
		if took < least {
			least = took
		}
		if took > 0 && took < leastAboveZero {
			leastAboveZero = took
		}
		if leastAboveZero < 1<<62 && began.After(end) {
			return least, leastAboveZero
		}
	}
}

func drain(samplers []sampler, state int) string {
	var text strings.Builder
	for w := range samplers {
		for _, ns := range samplers[w].samples[state] {
			if text.Len() > 0 {
				text.WriteByte(',')
			}
			fmt.Fprint(&text, ns)
		}
		samplers[w].samples[state] = samplers[w].samples[state][:0]
	}
	return text.String()
}

// Entries where they can be told without walking.
func quickEntries(t target) int {
	if len(t.maps()) == 0 {
		return 0
	}
	return t.entries()
}

// The highest resident set of this process, bytes; 0 where the system does not tell.
func peakRss() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(status), "\n") {
		if strings.HasPrefix(line, "VmHWM:") {
			var kib int
			fmt.Sscan(strings.TrimPrefix(line, "VmHWM:"), &kib)
			return kib * 1024
		}
	}
	return 0
}
