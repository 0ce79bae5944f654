package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"
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
			fmt.Printf(`{"kind":"frame","ns":%d,"entries":%d,"resolutionNs":%d,"samples":[%s]}`+"\n",
				elapsed.Nanoseconds(), quickEntries(t), resolutionNs, drain(samplers))
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
	for w := range writers {
		ready.Add(1)
		done.Add(1)
		go func(work *stream, s *sampler) {
			ready.Done()
			<-start
			s.perform(t, work)
			done.Done()
		}(&writers[w], &samplers[w])
	}
	ready.Wait()
	began := time.Now()
	close(start)
	done.Wait()
	return time.Since(began)
}

// Times one operation in interval, at random distances.
type sampler struct {
	random   uint64
	interval uint64
	left     uint64
	samples  []int64
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

func (s *sampler) perform(t target, work *stream) {
	now := work.done
	work.done += uint64(len(work.operations))
	for _, o := range work.operations {
		now++
		s.left--
		if s.left > 0 {
			performAny(t, work, o, now)
			continue
		}
		began := time.Now()
		performAny(t, work, o, now)
		s.samples = append(s.samples, time.Since(began).Nanoseconds()-clockNs)
		s.draw()
	}
}

func performAny(t target, work *stream, o operation, now uint64) {
	if o.kind < clearKind {
		perform(t, o, now)
	} else {
		t.whole(o.kind, work.argument(), now)
	}
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

func drain(samplers []sampler) string {
	var text strings.Builder
	for w := range samplers {
		for _, ns := range samplers[w].samples {
			if text.Len() > 0 {
				text.WriteByte(',')
			}
			fmt.Fprint(&text, ns)
		}
		samplers[w].samples = samplers[w].samples[:0]
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
