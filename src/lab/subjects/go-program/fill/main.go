// Command fill inserts new keys into one map of a process of its own until it is told to stop, runs
// out of memory, or has inserted them all.
//
// types.go, written per type, gives K, V, keyOf and valueOf. Standard input: one line of JSON, the job;
// its end ends the program. File descriptor 3: one line of JSON per step, and one at the end. Nothing
// but the map, its keys and its values is allocated on the way.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"runtime"
	"strconv"
	"strings"
	"unsafe"
)

type job struct {
	Hint, Entries, Step int
	// Resident bytes at which to stop, where nothing else would.
	StopBytes int64
	// Sizes of what the types leave open, each for an equal share of the entries.
	KeySizes, ValueSizes []int
	// Entries to keep: with each one written beyond, the oldest is deleted. 0 = all.
	Live int
	// Whether to collect the garbage at the end, and tell what the heap holds.
	Collect bool
}

type state struct {
	Kind     string `json:"kind"`
	Entries  int    `json:"entries"`
	RssBytes int64  `json:"rssBytes"`
	Version  string `json:"version"`
	// Charged bytes of the heap after a collection, where they were asked for.
	HeapBytes uint64 `json:"heapBytes,omitempty"`
}

var keySizes, valueSizes []int

// Where the map is kept alive: a collection would end with it.
var filled map[K]V

func main() {
	in := bufio.NewReader(os.Stdin)
	line, err := in.ReadBytes('\n')
	if err != nil {
		panic(err)
	}
	var j job
	if err := json.Unmarshal(line, &j); err != nil {
		panic(err)
	}
	keySizes, valueSizes = j.KeySizes, j.ValueSizes
	go endWithInput(in)
	out := json.NewEncoder(os.NewFile(3, "messages"))
	statm, err := os.Open("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	tell := func(kind string, entries int) int64 {
		rss := residentBytes(statm)
		s := state{Kind: kind, Entries: entries, RssBytes: rss, Version: runtime.Version()}
		if kind == "filled" && j.Collect {
			s.HeapBytes = collect()
		}
		if out.Encode(s) != nil {
			os.Exit(1)
		}
		return rss
	}
	tell("fill", 0)
	filled = make(map[K]V, j.Hint)
	for i := 0; i < j.Entries; i++ {
		filled[keyOf(uint64(i))] = valueOf(uint64(i))
		if j.Live > 0 && i >= j.Live {
			delete(filled, sameKey(uint64(i-j.Live)))
		}
		if (i+1)%j.Step == 0 && tell("fill", len(filled)) > j.StopBytes {
			break
		}
	}
	tell("filled", len(filled))
}

// collect runs the collector twice, so that what it finds dead is swept too.
func collect() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func keySize(i uint64) int { return sizeOf(keySizes, i) }

// valueSize draws another size of the same entry for every draw.
func valueSize(i, draw uint64) int { return sizeOf(valueSizes, i+draw*0x632be59bd9b4e019) }

// sizeOf visits every share once before it begins anew.
func sizeOf(sizes []int, i uint64) int {
	if len(sizes) == 0 {
		return 0
	}
	return sizes[(i*1237)%uint64(len(sizes))]
}

func bytesOf(i uint64, size int) []byte {
	if size < 1 {
		size = 1
	}
	made := make([]byte, size)
	touch(unsafe.Pointer(&made[0]), size)
	return made
}

func textOf(i uint64, size int) string {
	if size == 0 {
		return ""
	}
	made := bytesOf(i, size)
	return *(*string)(unsafe.Pointer(&made))
}

// touch writes to every page of memory without pointers, as a program would that has something to keep
// there: memory that was never written to is not resident.
func touch(at unsafe.Pointer, size int) {
	for offset := 0; offset < size; offset += 512 {
		*(*byte)(unsafe.Pointer(uintptr(at) + uintptr(offset))) = 1
	}
}

func endWithInput(in *bufio.Reader) {
	for {
		if _, err := in.ReadByte(); err != nil {
			os.Exit(1)
		}
	}
}

var buffer [256]byte

func residentBytes(statm *os.File) int64 {
	n, _ := statm.ReadAt(buffer[:], 0)
	pages, err := strconv.ParseInt(strings.Fields(string(buffer[:n]))[1], 10, 64)
	if err != nil {
		panic(err)
	}
	return pages * int64(os.Getpagesize())
}
