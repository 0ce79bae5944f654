// Writes one million random 64-bit keys into a fresh map, as bench/map-write.ts does on the kernel.
package main

import (
	"fmt"
	"runtime"
	"time"
)

const writes = 1_000_000

func fill(seed uint64) time.Duration {
	state := seed
	m := map[int64]int64{}
	start := time.Now()
	for i := 0; i < writes; i++ {
		state += 0x9e3779b97f4a7c15
		key := state
		key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9
		key = (key ^ (key >> 27)) * 0x94d049bb133111eb
		m[int64(key^(key>>31))] = int64(i)
	}
	elapsed := time.Since(start)
	if len(m) != writes {
		panic("keys collided")
	}
	return elapsed
}

func main() {
	fill(0)
	fmt.Println(runtime.Version(), float64(fill(1).Nanoseconds())/writes)
}
