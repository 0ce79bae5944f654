// Eight goroutines behind the guard that the argument names write 100,000 random 64-bit keys each
// into fresh maps, as bench/guarded-turns.ts does on the kernel.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

const writers = 8
const writes = 100_000
const shards = 32

type shard struct {
	lock sync.Mutex
	m    map[int64]int64
	_    [64]byte
}

// A store behind the guard, on a fresh map.
func newStore(guard string) func(key, value int64) {
	m := map[int64]int64{}
	switch guard {
	case "mutex":
		var lock sync.Mutex
		return func(key, value int64) { lock.Lock(); m[key] = value; lock.Unlock() }
	case "rwmutex":
		var lock sync.RWMutex
		return func(key, value int64) { lock.Lock(); m[key] = value; lock.Unlock() }
	case "sync.Map":
		var s sync.Map
		return func(key, value int64) { s.Store(key, value) }
	case "sharded:32":
		all := make([]shard, shards)
		for i := range all {
			all[i].m = map[int64]int64{}
		}
		return func(key, value int64) {
			s := &all[uint64(key)*0x9e3779b97f4a7c15>>32*shards>>32]
			s.lock.Lock()
			s.m[key] = value
			s.lock.Unlock()
		}
	}
	panic("unknown guard " + guard)
}

func run(guard string, seed uint64) time.Duration {
	store := newStore(guard)
	var ready, done sync.WaitGroup
	gate := make(chan struct{})
	ready.Add(writers)
	done.Add(writers)
	for writer := 0; writer < writers; writer++ {
		go func(state uint64) {
			defer done.Done()
			ready.Done()
			<-gate
			for i := 0; i < writes; i++ {
				state += 0x9e3779b97f4a7c15
				key := state
				key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9
				key = (key ^ (key >> 27)) * 0x94d049bb133111eb
				key ^= key >> 31
				store(int64(key), int64(i)+1000)
			}
		}((seed*writers + uint64(writer)) << 40)
	}
	ready.Wait()
	start := time.Now()
	close(gate)
	done.Wait()
	return time.Since(start)
}

func main() {
	guard := os.Args[1]
	run(guard, 0)
	run(guard, 1)
	fmt.Println(runtime.Version(), writers*writes/run(guard, 2).Seconds())
}
