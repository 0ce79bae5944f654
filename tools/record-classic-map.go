// Records what a real classic map[int64]int64 does, in the format that npm run golden replays.
// For Go up to 1.25, with the portable hash and without a collector:
//
//	go build -o record record-classic-map.go    (from 1.23 on: -ldflags=-checklinkname=0)
//	GODEBUG=cpu.aes=off GOGC=off GOMAXPROCS=1 ./record clear classic_119_clear.json.gz
//
// Go 1.24 and 1.25 have classic maps only if built with GOEXPERIMENT=noswissmap.
//
// Workloads: grow, clear, zero, mix.
package main

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"runtime"
	"strings"
	"unsafe"
)

//go:linkname hashkey runtime.hashkey
var hashkey [4]uintptr

type hmap struct {
	count     int
	flags, B  uint8
	nov       uint16
	h0        uint32
	buckets   unsafe.Pointer
	old       unsafe.Pointer
	nevacuate uintptr
	// The extra; from Go 1.24 on a count of clears stands before it.
	last [2]unsafe.Pointer
}
type extra struct {
	overflow, oldoverflow *[]unsafe.Pointer
	next                  unsafe.Pointer
}

const size = 144

func (h *hmap) extra() *extra {
	if v := runtime.Version(); strings.HasPrefix(v, "go1.24") || strings.HasPrefix(v, "go1.25") {
		return (*extra)(h.last[1])
	}
	return (*extra)(h.last[0])
}

type rec struct {
	Op   int    `json:"op"`
	C    int    `json:"c"`
	B    uint8  `json:"B"`
	F    uint8  `json:"f"`
	Nov  uint16 `json:"nov"`
	Nev  uint64 `json:"nev"`
	G    bool   `json:"g"`
	H0   uint32 `json:"h0"`
	Free int    `json:"free"`
	Ol   int    `json:"ol"`
	Oc   int    `json:"oc"`
	Ool  int    `json:"ool"`
	S    string `json:"s,omitempty"`
	Ta   uint64 `json:"ta"`
	M    uint64 `json:"m"`
}

func next(b unsafe.Pointer) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Add(b, size-8)) }

func digest(h *hmap) string {
	s := sha256.New()
	one := func(arr unsafe.Pointer, n int) {
		if arr == nil {
			return
		}
		for i := 0; i < n; i++ {
			for b := unsafe.Add(arr, i*size); b != nil; b = next(b) {
				s.Write(unsafe.Slice((*byte)(b), size-8))
				if next(b) != nil {
					s.Write([]byte{0xaa})
				} else {
					s.Write([]byte{0xbb})
				}
			}
		}
	}
	n := 1 << h.B
	one(h.buckets, n)
	if h.old != nil {
		if h.flags&8 != 0 {
			one(h.old, n)
		} else {
			one(h.old, n/2)
		}
	}
	return hex.EncodeToString(s.Sum(nil))[:16]
}

// recorder performs operations on a map and records the state after each.
type recorder struct {
	m       map[int64]int64
	ops     [][3]string
	recs    []rec
	bytes   uint64
	mallocs uint64
}

func (r *recorder) header() *hmap { return *(**hmap)(unsafe.Pointer(&r.m)) }

// charge runs a step and adds what it allocated.
func (r *recorder) charge(step func()) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	step()
	runtime.ReadMemStats(&after)
	r.bytes += after.TotalAlloc - before.TotalAlloc
	r.mallocs += after.Mallocs - before.Mallocs
}

func (r *recorder) do(op string, key, value int64) {
	r.charge(func() {
		switch op {
		case "p":
			r.m[key] = value
		case "d":
			delete(r.m, key)
		case "c":
			for k := range r.m {
				delete(r.m, k)
			}
		}
	})
	r.ops = append(r.ops, [3]string{op, fmt.Sprint(key), fmt.Sprint(value)})
	r.record()
}

func (r *recorder) put(key, value int64) { r.do("p", key, value) }
func (r *recorder) del(key int64)        { r.do("d", key, 0) }

func (r *recorder) record() {
	h := r.header()
	op := len(r.ops) - 1
	x := rec{Op: op, C: h.count, B: h.B, F: h.flags, Nov: h.nov, Nev: uint64(h.nevacuate),
		G: h.old != nil, H0: h.h0, Free: -1, Ta: r.bytes, M: r.mallocs}
	if e := h.extra(); e != nil {
		if e.next != nil {
			x.Free = 1
			for p := e.next; next(p) == nil; p = unsafe.Add(p, size) {
				x.Free++
			}
		}
		if e.overflow != nil {
			x.Ol, x.Oc = len(*e.overflow), cap(*e.overflow)
		}
		if e.oldoverflow != nil {
			x.Ool = len(*e.oldoverflow)
		}
	}
	if op < 60 || op%53 == 0 {
		x.S = digest(h)
	}
	r.recs = append(r.recs, x)
}

var workloads = map[string]func(*recorder, *rand.Rand){
	"grow": func(r *recorder, random *rand.Rand) {
		for i := 0; i < 7000; i++ {
			r.put(random.Int63()-random.Int63(), int64(i))
		}
	},
	"clear": func(r *recorder, random *rand.Rand) {
		for _, n := range []int{840, 417, 1700, 9, 105, 300} {
			for i := 0; i < n; i++ {
				r.put(random.Int63(), int64(i))
			}
			r.do("c", 0, 0)
			r.do("c", 0, 0)
		}
	},
	// Fills and empties until a growth to the same size is due, which then starts in a map of one
	// entry, and is still going on when that entry is deleted.
	"zero": func(r *recorder, random *rand.Rand) {
		for round := 0; round < 2; {
			keys := random.Perm(1000)[:103]
			for i, k := range keys {
				r.put(int64(k), int64(k))
				if h := r.header(); h.nov >= 1<<h.B && h.old == nil {
					keys = keys[:i+1]
				}
				if i+1 == len(keys) {
					break
				}
			}
			for _, k := range keys {
				r.del(int64(k))
			}
			if len(keys) < 103 {
				r.put(1, 1)
				r.del(1)
				r.del(2)
				round++
			}
		}
	},
	"mix": func(r *recorder, random *rand.Rand) {
		for i := 0; i < 9000; i++ {
			if random.Intn(4) == 0 {
				r.del(int64(random.Intn(8000)))
			} else {
				r.put(int64(random.Intn(8000)), int64(i))
			}
		}
	},
}

func main() {
	kind, out := os.Args[1], os.Args[2]
	hint := 0
	if kind == "mix" {
		hint = 3000
	}
	r := &recorder{}
	r.charge(func() { r.m = make(map[int64]int64, hint) })
	r.record()
	workloads[kind](r, rand.New(rand.NewSource(42)))
	file, err := os.Create(out)
	if err != nil {
		panic(err)
	}
	zip := gzip.NewWriter(file)
	json.NewEncoder(zip).Encode(map[string]any{
		"Aes": false, "Hashkey": fmt.Sprint(hashkey[0]), "Hashkey1": fmt.Sprint(hashkey[1]),
		"Ver": runtime.Version(), "Hint": hint, "Ops": r.ops, "Recs": r.recs,
	})
	zip.Close()
	file.Close()
}
