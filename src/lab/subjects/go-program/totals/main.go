// Command totals fills fresh maps of one type and tells what they took: mean bytes and allocations
// ever, mean bytes held, and the inserts that grew a map.
//
// types.go, written per type, gives K, V, boxed and keyOf. Standard input: one job a line, "way entries
// hint copies". Standard output: one JSON document a line.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"unsafe"
)

// K, V as in types.go; all entries hold the zero value.
var zero V

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var way string
		var entries, hint, copies int
		if _, err := fmt.Sscan(in.Text(), &way, &entries, &hint, &copies); err != nil {
			panic(err)
		}
		keys := make([]K, entries)
		for i := range keys {
			// Not 0, which an interface would need no object for.
			keys[i] = keyOf(uint64(i) + 1)
		}
		if use, ok := uses[way]; ok {
			weigh(nil, copies, func() any { return use(keys) })
		} else {
			weigh(growthPoints(keys, hint), copies, func() any { return fill(keys, hint) })
		}
		runtime.KeepAlive(keys)
	}
}

// Makes so many maps and tells what they took.
func weigh(growths []int, copies int, newMap func() any) {
	maps := make([]any, copies)
	var before, filled, collected runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&before)
	for c := range maps {
		maps[c] = newMap()
	}
	runtime.ReadMemStats(&filled)
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&collected)
	per := func(after, before uint64) float64 {
		return (float64(after) - float64(before)) / float64(copies)
	}
	var chains []int
	if m, ok := maps[0].(map[K]V); ok {
		chains = chainsOf(*(*unsafe.Pointer)(unsafe.Pointer(&m)))
	}
	fmt.Printf(`{"allocatedBytes":%g,"allocations":%g,"heldBytes":%g,"growths":%s,"chains":%s}`+"\n",
		per(filled.TotalAlloc, before.TotalAlloc), per(filled.Mallocs, before.Mallocs),
		per(collected.HeapAlloc, before.HeapAlloc), list(growths), list(chains))
	runtime.KeepAlive(maps)
}

func fill(keys []K, hint int) map[K]V {
	m := make(map[K]V, hint)
	for _, key := range keys {
		m[key] = zero
	}
	return m
}

// Numbers of the inserts that changed the size of the table, while one insert decides for all of it.
func growthPoints(keys []K, hint int) []int {
	m := make(map[K]V, hint)
	header := *(*unsafe.Pointer)(unsafe.Pointer(&m))
	var growths []int
	size := tableSize(header)
	for i, key := range keys {
		m[key] = zero
		if now := tableSize(header); now != size {
			if size != 0 {
				growths = append(growths, i+1)
			}
			size = now
		}
	}
	runtime.KeepAlive(m)
	return growths
}

func list(numbers []int) string {
	text := "["
	for i, number := range numbers {
		if i > 0 {
			text += ","
		}
		text += fmt.Sprint(number)
	}
	return text + "]"
}

// A bijection of 64 bits without any order.
func scramble(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}

// The bytes of a scrambled number, over and over.
func scrambleInto(target []byte, i uint64) {
	word := scramble(i)
	for at := range target {
		target[at] = byte(word >> (at % 8 * 8))
	}
}
