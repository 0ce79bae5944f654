// Eight goroutines behind one sync.Mutex write 100,000 random 64-bit keys each into a fresh map, as
// bench/concurrent-write.ts does on the kernel.
package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

const writers = 8
const writes = 100_000

func run(seed uint64) time.Duration {
	m := map[int64]int64{}
	var mutex sync.Mutex
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
				mutex.Lock()
				m[int64(key)] = int64(i)
				mutex.Unlock()
			}
		}((seed*writers + uint64(writer)) << 40)
	}
	ready.Wait()
	start := time.Now()
	close(gate)
	done.Wait()
	elapsed := time.Since(start)
	if len(m) != writers*writes {
		panic("keys collided")
	}
	return elapsed
}

func main() {
	run(0)
	run(1)
	fmt.Println(runtime.Version(), writers*writes/run(2).Seconds())
}
