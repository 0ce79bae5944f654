package main

import "sync"

// Ways of using a sync.Map, the same as in src/verify/reference-sync-map.ts.
var uses = map[string]func(keys []K) any{
	"stored":  func(keys []K) any { return store(new(sync.Map), keys) },
	"deleted": func(keys []K) any { return remove(store(new(sync.Map), keys), keys[:nineTenths(keys)]) },
	"used":    use,
}

// Most of the keys are stored, all loaded, the rest stored, all overwritten; then most are deleted.
func use(keys []K) any {
	m := store(new(sync.Map), keys[:nineTenths(keys)])
	load(m, keys)
	store(m, keys[nineTenths(keys):])
	store(m, keys)
	return remove(m, keys[:nineTenths(keys)])
}

func nineTenths(keys []K) int { return len(keys) * 9 / 10 }

func store(m *sync.Map, keys []K) *sync.Map {
	for _, key := range keys {
		m.Store(key, boxed)
	}
	return m
}

func load(m *sync.Map, keys []K) {
	for _, key := range keys {
		m.Load(key)
	}
}

func remove(m *sync.Map, keys []K) *sync.Map {
	for _, key := range keys {
		m.Delete(key)
	}
	return m
}
